/** Work of this many milliseconds says something about its growth. */
const LEAST_MS = 2
const LARGEST = 250_000
const ROUNDS = 3
const ATTEMPTS = 5

/** Four times the input takes four times as long; with the square of its length sixteen. */
export const LINEAR = 9

/**
 * How many times as long four times the input takes, measured at a size that takes a
 * while. 1 where even the largest is done in no time. In time of the processor, and
 * the least of several attempts: a busy machine makes some of them longer.
 */
export async function growthOf(
  work: (size: number) => unknown,
  { from = 1_000, attempts = ATTEMPTS } = {}
): Promise<number> {
  let growth = Infinity
  let size = from
  for (let attempt = 0; attempt < attempts && growth >= LINEAR;) {
    if (size >= LARGEST) return 1
    const least = await fastest(work, size)
    /** Also where it had seemed to take a while: something else of this process had got in. */
    if (least < LEAST_MS) size *= 4
    else {
      growth = Math.min(growth, (await fastest(work, size * 4)) / least)
      attempt++
    }
  }
  return growth
}

async function fastest(work: (size: number) => unknown, size: number): Promise<number> {
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    await work(size)
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1_000)
  }
  return least
}
