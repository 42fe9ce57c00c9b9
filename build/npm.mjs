/**
 * How to call npm: the npm that runs this script, with its Node, else the npm on PATH. Other
 * package managers name themselves in the same variable and know other commands.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function npmCommand(args, env = process.env) {
  const own = env['npm_execpath'] ?? ''
  if (/npm-cli\.c?js$/.test(own)) {
    return { program: process.execPath, args: [own, ...args], needsShell: false }
  }
  return { program: 'npm', args: [...args], needsShell: process.platform === 'win32' }
}
