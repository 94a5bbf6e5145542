/** RELIABILITY=long multiplies the trials of every scenario; the short form is for every day. */
export const LONG = process.env.RELIABILITY === 'long'

/** So many trials every day, so many when it is asked for. */
export function trials(short: number, long: number): number {
  return LONG ? long : short
}
