/**
 * Stops waiting after this many milliseconds; the hanging work is abandoned and its late error
 * dropped.
 */
export async function runWithin<Result>(
  milliseconds: number,
  work: () => Promise<Result>
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const giveUp = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${milliseconds / 1000} seconds`)),
      milliseconds
    )
  })
  try {
    return await Promise.race([work(), giveUp])
  } finally {
    clearTimeout(timer)
  }
}
