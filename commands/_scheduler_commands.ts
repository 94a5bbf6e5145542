import * as scheduler from 'adonisjs-scheduler/commands'

export const { getCommand } = scheduler

/** The commands of adonisjs-scheduler without their aliases: one of those is our `schedule:run`. */
export async function getMetaData() {
  const commands = await scheduler.getMetaData()
  return commands.map((command: object) => ({ ...command, aliases: [] }))
}
