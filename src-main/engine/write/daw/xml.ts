/** Elements of XML 1.0 as text, safe for any values. */

/** An element: its name, attributes in order, and what is inside. */
export type XmlNode = readonly [
  name: string,
  attributes: Readonly<Record<string, string | number | boolean>>,
  ...inside: (XmlNode | string)[]
]

/** A whole document in UTF-8, one element a line. */
export function xmlDocument(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, '')}\n`
}

function element([name, attributes, ...inside]: XmlNode, indent: string): string {
  const list = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escape(String(value))}"`
  )
  const head = `${indent}<${name}${list.join('')}`
  if (inside.length === 0) return `${head}/>`
  const isText = inside.every((item) => typeof item === 'string')
  if (isText) return `${head}>${inside.map(escape).join('')}</${name}>`
  const lines = inside.map((item) =>
    typeof item === 'string' ? escape(item) : element(item, `${indent}  `)
  )
  return [`${head}>`, ...lines, `${indent}</${name}>`].join('\n')
}

/**
 * Characters that no XML document may hold become U+FFFD; line ends and tabs are kept in
 * attributes, too.
 */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}
