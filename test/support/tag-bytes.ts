/** Tags made byte by byte, to be put in front of files. */

/**
 * An ID3v2.3 tag.
 * @param padding zeros behind its frames, in bytes, as many as a cover would take
 */
export function id3v2Tag(padding: number, title?: string): Buffer {
  const frames: Buffer[] = []
  if (title !== undefined) {
    const head = Buffer.alloc(11)
    head.write('TIT2', 'latin1')
    head.writeUInt32BE(title.length + 1, 4)
    frames.push(head, Buffer.from(title, 'latin1'))
  }
  const body = Buffer.concat([...frames, Buffer.alloc(padding)])
  const size = [21, 14, 7, 0].map((shift) => (body.length >> shift) & 0x7f)
  return Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), Buffer.from(size), body])
}

/** An APEv2 tag of one text, with its head and its foot, as it stands in front of a file. */
export function apeTag(key: string, text: string): Buffer {
  const item = Buffer.concat([Buffer.alloc(8), Buffer.from(`${key}\0${text}`, 'utf8')])
  item.writeUInt32LE(Buffer.byteLength(text), 0)
  const edge = (isHead: boolean): Buffer => {
    const bytes = Buffer.alloc(32)
    bytes.write('APETAGEX', 'latin1')
    bytes.writeUInt32LE(2000, 8)
    bytes.writeUInt32LE(item.length + bytes.length, 12)
    bytes.writeUInt32LE(1, 16)
    bytes.writeUInt32LE(isHead ? 0xa0000000 : 0x80000000, 20)
    return bytes
  }
  return Buffer.concat([edge(true), item, edge(false)])
}
