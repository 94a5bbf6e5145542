import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class Demo extends BaseCommand {
  static commandName = 'demo'
  static description =
    'Run the main job on sample data with an Orange emulator: no real SMS is sent'
  static help = [
    'Sets up a database of its own in tmp/demo, imports some 40 patients, starts the emulator,',
    'the web server and the scheduler, and shows what becomes of every message. Then it prints',
    'an address and an account, and keeps the pages open until Ctrl-C. With --exit it ends, with',
    'exit code 0 only if everything came out as it should.',
  ]

  /** The demo sets its own environment, so it boots the application itself afterwards. */
  static options: CommandOptions = { startApp: false }

  @flags.boolean({ description: 'Exit after the check, with its result as the exit code' })
  declare exit: boolean

  #ended: Promise<unknown> = Promise.resolve()

  /** The process ends only after the demo has ended its child processes. */
  prepare() {
    this.app.terminating(async () => {
      await this.#ended
    })
  }

  async run() {
    const { RunDemo } = await import('#demo/run_demo')
    const demo = new RunDemo(this.app, this.ui)
    const ending = demo.run({ exit: this.exit ?? false })
    this.#ended = ending.catch(() => false)
    this.exitCode = (await ending) ? 0 : 1
  }
}
