/** Curves of divergence against seconds as an SVG that reads on light and on dark pages. */

/** @typedef {{ seconds: number, divergence: number }} Point */
/** @typedef {{ name: string, points: Point[] }} Series */

const size = { width: 380, height: 300, left: 56, right: 14, top: 34, bottom: 46 }
const colors = ['#d97706', '#2563eb']

/**
 * @param {{ title: string, series: Series[] }[]} panels side by side
 * @returns {string} the whole SVG
 */
export function drawConvergence(panels) {
  const width = size.width * panels.length
  const drawn = panels.map(
    (panel, i) => `<g transform="translate(${i * size.width} 0)">${drawPanel(panel)}</g>`
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${size.height}" role="img"`,
    ' font-family="system-ui, sans-serif" font-size="11" fill="#57606a">',
    '<title>Divergence against processor seconds, one thread</title>',
    `<rect width="${width}" height="${size.height}" fill="#ffffff"/>`,
    ...drawn,
    '</svg>\n'
  ].join('\n')
}

/** @param {{ title: string, series: Series[] }} panel */
function drawPanel({ title, series }) {
  const points = series.flatMap((each) => each.points)
  const base = Math.min(...points.map((point) => point.divergence))
  const shares = points.map((point) => point.divergence / base)
  const seconds = points.map((point) => point.seconds)
  const x = logScale(Math.min(...seconds), Math.max(...seconds), size.left, size.width - size.right)
  const most = Math.min(2, Math.max(...shares))
  const bottom = size.height - size.bottom
  const y = (/** @type {number} */ share) =>
    bottom - ((Math.min(share, most) - 1) / (most - 1)) * (bottom - size.top)
  const parts = [`<text x="${size.left}" y="18" font-size="13" fill="#1f2328">${title}, W1</text>`]
  for (const tick of decades(Math.min(...seconds), Math.max(...seconds))) {
    const at = x(tick).toFixed(1)
    parts.push(line(at, size.top, at, bottom), text(at, bottom + 16, 'middle', `${tick}`))
  }
  for (let i = 0; i <= 4; i++) {
    const share = 1 + ((most - 1) * i) / 4
    const at = y(share).toFixed(1)
    parts.push(line(size.left, at, size.width - size.right, at))
    parts.push(text(size.left - 6, Number(at) + 4, 'end', share.toFixed(2)))
  }
  parts.push(text((size.left + size.width) / 2, size.height - 10, 'middle', 'processor seconds'))
  parts.push(text(size.width - size.right, 18, 'end', 'divergence / least divergence'))
  series.forEach(({ name, points: own }, i) => {
    const shown = own.filter((point) => point.divergence / base <= most)
    const path = shown.map((p) => `${x(p.seconds).toFixed(1)},${y(p.divergence / base).toFixed(1)}`)
    const color = colors[i] ?? '#000000'
    parts.push(
      `<polyline points="${path.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`
    )
    for (const at of path) {
      const [cx, cy] = at.split(',')
      parts.push(`<circle cx="${cx}" cy="${cy}" r="2.5" fill="${color}"/>`)
    }
    const row = size.top + 14 + i * 16
    parts.push(
      `<text x="${size.width - 24}" y="${row}" text-anchor="end" fill="${color}">${name}</text>`
    )
  })
  return parts.join('\n')
}

/** @param {number} least @param {number} most @param {number} from @param {number} to */
function logScale(least, most, from, to) {
  const range = Math.log(most / least)
  return (/** @type {number} */ value) => from + (Math.log(value / least) / range) * (to - from)
}

/**
 * 1, 2 and 5 times powers of ten between two numbers. @param {number} least @param {number} most
 */
function decades(least, most) {
  const ticks = []
  for (let power = -4; power < 4; power++) {
    for (const digit of [1, 2, 5]) ticks.push(Number(`${digit}e${power}`))
  }
  return ticks.filter((tick) => tick >= least && tick <= most)
}

/** @typedef {number | string} Place */

/** @param {Place} x1 @param {Place} y1 @param {Place} x2 @param {Place} y2 */
function line(x1, y1, x2, y2) {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#d8dee4"/>`
}

/** @param {Place} x @param {Place} y @param {string} anchor @param {string} words */
function text(x, y, anchor, words) {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`
}
