import * as scheduler from 'adonisjs-scheduler/commands'

export const { getCommand } = scheduler

/** Ours names the jobs; the package's prints "Closure" for each. */
const REPLACED = ['scheduler:list']

/** The commands of adonisjs-scheduler without their aliases: one of those is our `schedule:run`. */
export async function getMetaData() {
  const commands = await scheduler.getMetaData()
  return commands
    .filter(({ commandName }) => !REPLACED.includes(commandName))
    .map((command) => ({ ...command, aliases: [] }))
}
