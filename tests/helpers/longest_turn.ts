/**
 * Milliseconds that the longest turn of the event loop took while the work was done: for so long
 * nothing else in this process was served. In time of the processor, because a busy machine makes
 * every turn longer.
 */
export async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let before = process.threadCpuUsage()
  let turn = setImmediate(measure)
  function measure() {
    const { user, system } = process.threadCpuUsage(before)
    longest = Math.max(longest, (user + system) / 1_000)
    before = process.threadCpuUsage()
    turn = setImmediate(measure)
  }
  try {
    await work()
    /** The last turn is still under way. */
    await new Promise(setImmediate)
  } finally {
    clearImmediate(turn)
  }
  return longest
}
