import type { Timing } from "./timing.js";

/**
 * Makes UUIDs of version 7 (RFC 9562, section 5.7), each greater than the one before, also
 * within one millisecond and when the clock goes back (section 6.2, method 1: twelve bits count).
 */
export class Uuid7Maker {
  #millisecond = -1;
  #count = 0;

  constructor(private readonly timing: Timing) {}

  /** The next one, in its usual form. */
  next(): string {
    const bytes = new Uint8Array(16);
    this.timing.random(bytes);
    const view = new DataView(bytes.buffer);
    const now = Math.trunc(this.timing.now());
    if (now > this.#millisecond) {
      this.#millisecond = now;
      // The uppermost bit stays free, for there to be room to count.
      this.#count = view.getUint16(6) & 0x7ff;
    } else if (++this.#count > 0xfff) {
      this.#millisecond += 1;
      this.#count = 0;
    }
    view.setUint16(0, Math.floor(this.#millisecond / 2 ** 32));
    view.setUint32(2, this.#millisecond % 2 ** 32);
    view.setUint16(6, 0x7000 | this.#count);
    view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
}
