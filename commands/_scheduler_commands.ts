import * as scheduler from 'adonisjs-scheduler/commands'

export const { getCommand } = scheduler

/** The commands of adonisjs-scheduler without its second names: one of them is our `schedule:run`. */
export async function getMetaData() {
  const commands = await scheduler.getMetaData()
  return commands.map((command: object) => ({ ...command, aliases: [] }))
}
