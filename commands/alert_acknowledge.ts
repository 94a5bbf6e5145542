import { args } from '@adonisjs/core/ace'
import { RappelCommand } from './_rappel_command.js'
import { ROW_ID } from '#values/row_id'

export default class AlertAcknowledge extends RappelCommand {
  static commandName = 'alert:acknowledge'
  static description = 'Say that somebody is on an incident: its reminders stop'
  static help = [
    'People are told again if it becomes worse, and when it is over.',
    'Exit codes: 0 done · 1 it is over, or acknowledged already, or there is none with this id.',
    '  {{ binaryName }} alert:acknowledge 12',
  ]

  @args.string({ description: 'Id of an incident, as in "alert:list"' })
  declare id: string

  async run() {
    const { id, actor } = this
    if (!ROW_ID.test(id))
      return this.refuse(`"${id}" is not the id of an incident: see "node ace alert:list"`)
    const { AlertService } = await import('#services/alert_service')
    const alerts = await this.app.container.make(AlertService)
    const outcome = await alerts.acknowledge({ id: Number(id), actor })
    if (outcome === 'missing')
      return this.refuse(`There is no incident ${id}: see "node ace alert:list"`)
    if (outcome === 'changed')
      return this.refuse(`Incident ${id} is over, or somebody is on it already`)
    await this.print({ acknowledged: Number(id) }, () =>
      this.logger.success(`Incident ${id} is acknowledged: no more reminders`)
    )
  }
}
