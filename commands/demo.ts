import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class Demo extends BaseCommand {
  static commandName = 'demo'
  static description =
    'The main job on the shipped sample, with a pretended Orange: nothing real is sent'
  static help = [
    'Sets up a database of its own in tmp/demo, imports some 40 patients, starts the emulator,',
    'the web server and the scheduler, and shows what becomes of every message. Then it leaves',
    'the health endpoint up until Ctrl-C; with --exit it ends, with exit code 0 only if',
    'everything came out as it should.',
  ]

  /** The demo brings its own environment, so the application is booted by hand once that is set. */
  static options: CommandOptions = { startApp: false }

  @flags.boolean({ description: 'End after the check, with its result as exit code' })
  declare exit: boolean

  #ended: Promise<unknown> = Promise.resolve()

  /** Whoever ends the demo waits until it has ended its processes. */
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
