/** Mounts the window. */
import { mount } from 'svelte'
import App from './App.svelte'
import { installSprite } from './components/controls/sprite'
import { useTheme } from './theme'
import './styles/tokens.css'
import './styles/base.css'
import './styles/heads.css'

// Until the preferences are loaded.
useTheme('dark')
installSprite()
const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')
mount(App, { target })
