/**
 * Ends the process with a sentence where Node is too old. npm's scripts load it before all else
 * (`node -r`), so it is written for every Node there is: what comes after it would not even
 * parse there. The versions stand in package.json under `engines`, as `^20.19.0 || >=24.0.0`.
 */
'use strict'

/**
 * @param {string} range `^major.minor.0` and `>=major.minor.0`, with `||` between them
 * @param {string} version as in `process.versions.node`
 * @returns {string} what is wrong with this Node, empty when nothing is
 */
function complaint(range, version) {
  var own = numbers(version)
  var fits = false
  var texts = range.split('||').map(function (part) {
    var least = numbers(part)
    var isOpen = part.indexOf('>=') >= 0
    if (own.major === least.major && own.minor >= least.minor) fits = true
    if (isOpen && own.major > least.major) fits = true
    var name = least.minor > 0 ? least.major + '.' + least.minor : String(least.major)
    return isOpen ? name + ' or newer' : least.major + ' from ' + name + ' on'
  })
  if (fits) return ''
  return 'Partwise needs Node ' + texts.reverse().join(', or ') + '; this is ' + version + '.'
}

/** @param {string} text */
function numbers(text) {
  var parts = text.replace(/[^0-9.]/g, '').split('.')
  return { major: Number(parts[0]), minor: Number(parts[1] || 0) }
}

var problem = complaint(require('../package.json').engines.node, process.versions.node)
if (problem) {
  console.error(problem)
  process.exit(1)
}

module.exports = { complaint: complaint }
