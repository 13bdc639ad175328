/** Whole numbers as bytes, seven bits a byte: most numbers of Facts are small. */

export interface Writer {
  /** Zero or more. */
  count(value: number): void;
  signed(value: number): void;
  bytes(): Uint8Array;
}

export interface Reader {
  count(): number;
  signed(): number;
  list(): number[];
}

export function writer(): Writer {
  let buffer = new Uint8Array(1024);
  let at = 0;
  const count = (value: number): void => {
    if (at + 8 > buffer.length) {
      const larger = new Uint8Array(buffer.length * 2);
      larger.set(buffer);
      buffer = larger;
    }
    let left = value;
    // A file has fewer than 2^31 characters, so that no number is larger than this arithmetic.
    while (left > 127) {
      buffer[at++] = (left & 127) | 128;
      left >>>= 7;
    }
    buffer[at++] = left;
  };
  return {
    count,
    signed: (value) => count(value < 0 ? -2 * value - 1 : 2 * value),
    bytes: () => buffer.slice(0, at),
  };
}

export function writeList(to: Writer, list: readonly number[]): void {
  to.count(list.length);
  for (const value of list) to.signed(value);
}

export function reader(bytes: Uint8Array, start: number): Reader {
  let at = start;
  const count = (): number => {
    let byte = bytes[at++]!;
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++]!;
      value |= (byte & 127) << shift;
    }
    return value >>> 0;
  };
  const signed = (): number => {
    const value = count();
    return value & 1 ? -(value + 1) / 2 : value / 2;
  };
  return {
    count,
    signed,
    list() {
      // A list that grows by itself takes room for sixteen more.
      const list = new Array<number>(count());
      for (let index = 0; index < list.length; index += 1) list[index] = signed();
      return list;
    },
  };
}
