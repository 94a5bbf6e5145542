/** The result of work that is under way, or a rejection after `limitMs`; the work itself goes on. */
export async function withinMs<Result>(work: Promise<Result>, limitMs: number): Promise<Result> {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate(limitMs)), limitMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

export class TooLate extends Error {
  constructor(limitMs: number) {
    super(`there was no answer within ${limitMs} ms`)
  }
}
