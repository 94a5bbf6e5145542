/**
 * Loaded into `node ace …` before the application: a host whose clock is wrong by
 * CLOCK_AHEAD_MS, and is set by CLOCK_STEP_MS at each SIGUSR2. Real time, and the
 * clock of the database, run on as they did.
 */
const now = Date.now.bind(Date)
let aheadMs = Number(process.env.CLOCK_AHEAD_MS ?? 0)

Date.now = () => now() + aheadMs

process.on('SIGUSR2', () => {
  aheadMs += Number(process.env.CLOCK_STEP_MS ?? 0)
})
