import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { ApplicationService } from '@adonisjs/core/types'
import type { UIPrimitives } from '@adonisjs/core/types/ace'
import { DemoProcesses } from '#demo/child_process'
import { checkDemo } from '#demo/check_demo'
import { DEMO_NOW, DEMO_RATE_PER_SECOND, demoEnvironment } from '#demo/demo_environment'
import { countOpenMessages, countUnconfirmed, loadDemoMessages } from '#demo/demo_messages'
import { answers, freePort, getJson } from '#demo/local_network'
import { showMessages } from '#demo/show_messages'
import { waitFor } from '#demo/wait_for'

/** Seconds after which the demo stops waiting for messages to settle. */
const PATIENCE_SECONDS = 150

/** Seconds in which the last receipts arrive. */
const RECEIPTS_PATIENCE_SECONDS = 40

/** Milliseconds between two receipts: longer than it takes to detect a missing answer. */
const RECEIPT_DELAY_MS = 5_000

/** The port named in the README; another free one if it is taken. */
const PREFERRED_PORT = 3333

/** An admin account with which to look at the pages; its password is new each time. */
const DEMO_ACCOUNT = { email: 'demo@example.org', name: 'Demo' }

const SERVER = ['--import=./bin/compile_once.js', 'bin/server.ts']
const SAMPLE = 'resources/sample/patients.csv'

/** The demo, step by step, with real processes that do not know about the demo. */
export class RunDemo {
  readonly #folder: string
  readonly #logger

  constructor(
    private readonly app: ApplicationService,
    private readonly ui: UIPrimitives
  ) {
    this.#folder = app.tmpPath('demo')
    this.#logger = ui.logger
  }

  async run({ exit }: { exit: boolean }): Promise<boolean> {
    await rm(this.#folder, { recursive: true, force: true })
    await mkdir(this.#folder, { recursive: true })
    const emulatorPort = await freePort()
    const port = await freePort(PREFERRED_PORT)
    const webhookSecret = randomBytes(32).toString('hex')
    const environment = demoEnvironment({
      webhookSecret,
      folder: this.#folder,
      port,
      emulatorUrl: `http://127.0.0.1:${emulatorPort}`,
    })
    const processes = new DemoProcesses(this.app.makePath(), this.#folder, environment)

    try {
      await this.#bootWith(environment)
      await this.#setUp(
        processes,
        emulatorPort,
        `http://127.0.0.1:${port}/webhooks/orange/${webhookSecret}`
      )
      await this.#import(processes)
      await this.#send(processes, port)
      await this.#receive(processes)
      const faults = await this.#check(environment.ORANGE_BASE_URL, port)
      if (!exit) await this.#stayUp(processes, port)
      faults.push(...(await this.#stop(processes)))
      for (const fault of faults) this.#logger.error(fault)
      if (faults.length === 0) this.#logger.success('Everything came out as it should')
      return faults.length === 0
    } finally {
      await processes.stopAll()
    }
  }

  /** This process uses the same database as the others. */
  async #bootWith(environment: Record<string, string>): Promise<void> {
    Object.assign(process.env, environment)
    await this.app.boot()
    await this.app.start(() => {})
  }

  async #setUp(processes: DemoProcesses, emulatorPort: number, callback: string): Promise<void> {
    this.#step(
      `Set up a SQLite database and start an Orange emulator (${DEMO_RATE_PER_SECOND} SMS a second)`
    )
    processes.start('emulator', [
      'ace.js',
      'orange:emulate',
      `--port=${emulatorPort}`,
      `--rate=${DEMO_RATE_PER_SECOND}`,
      `--journal=${this.#folder}/journal.jsonl`,
      `--callback=${callback}`,
      `--receipt-delay=${RECEIPT_DELAY_MS}`,
    ])
    await expectSuccess(
      processes.run('migrate', ['ace.js', 'migration:run', '--force']),
      'migration:run'
    )
    await waitFor('the emulator', () =>
      answers(`http://127.0.0.1:${emulatorPort}/__emulator/report`)
    )
  }

  async #import(processes: DemoProcesses): Promise<void> {
    this.#step(`Import ${SAMPLE}, which contains errors on purpose`)
    /** A copy, because the rejected rows are written beside the file. */
    const sample = join(this.#folder, 'patients.csv')
    await copyFile(this.app.makePath(SAMPLE), sample)
    const { stdout } = await processes.run('import', ['ace.js', 'sms:import', sample, '--json'])
    const report = JSON.parse(stdout)
    const { created, updated } = report.imported
    this.#logger.info(
      `${report.rows} rows: ${created + updated} imported, ${report.unchanged} unchanged, ${report.rejected} rejected`
    )
    for (const { line, faults } of report.rejections) {
      for (const { field, value, reason } of faults) {
        this.#logger.log(`    line ${line}: ${field} "${value}" ${reason}`)
      }
    }
  }

  async #send(processes: DemoProcesses, port: number): Promise<void> {
    this.#step(
      `Start the web server and the scheduler; for them it is ${DEMO_NOW.setZone('Africa/Douala').toFormat('cccc d LLLL yyyy, HH:mm')} in Douala`
    )
    processes.start('server', SERVER)
    processes.start('scheduler', ['ace.js', 'scheduler:run'])
    await waitFor('the web server', () => answers(`http://127.0.0.1:${port}/health/live`))

    this.#step(
      'Watch the scheduler plan reminders and send what is due; retries come after 3, 6 and 12 seconds'
    )
    const patientUntil = performance.now() + PATIENCE_SECONDS * 1000
    for (let open = -1; open !== 0 && performance.now() < patientUntil;) {
      /** By hand beside the scheduler, as an operator might do: two sweeps at once are harmless. */
      await processes.run('process', ['ace.js', 'sms:process', '--json'])
      if (this.#interrupted.aborted) throw new Error('The demo was interrupted')
      open = await countOpenMessages(DEMO_NOW)
      if (open > 0) this.#logger.info(`${open} messages are still under way`)
      const dead = processes.dead()
      if (dead.length > 0)
        throw new Error(`${dead.join(', ')} ended too early: see ${this.#folder}/${dead[0]}.log`)
    }
  }

  /** Receipts arrive over HTTP, one by one; the web server applies them. */
  async #receive(processes: DemoProcesses): Promise<void> {
    this.#step('Watch the receipts arrive')
    const patientUntil = performance.now() + RECEIPTS_PATIENCE_SECONDS * 1000
    for (let open = -1; open !== 0 && performance.now() < patientUntil; await delay(1_000)) {
      if (this.#interrupted.aborted) throw new Error('The demo was interrupted')
      const left = await countUnconfirmed()
      if (left !== open) this.#logger.info(`${left} messages still wait for their receipt`)
      open = left
      if (processes.dead().length > 0) break
    }
  }

  async #check(emulatorUrl: string, port: number): Promise<string[]> {
    const messages = await loadDemoMessages()
    this.#step('What became of every message')
    showMessages(messages, this.ui)

    const journal = await getJson(`${emulatorUrl}/__emulator/journal`)
    const report = await getJson(`${emulatorUrl}/__emulator/report`)
    const health = await getJson(`http://127.0.0.1:${port}/health`, {
      'X-Monitoring-Secret': 'demo',
    })
    this.#logger.info(
      `Orange saw ${report.requests} requests and accepted ${report.accepted}; at most ${report.maxInAnySlidingSecond} in any second; it called ${report.callbacks.answered} receipts back. Health: ${health.status}`
    )
    return checkDemo({
      messages,
      journal,
      report,
      health,
      ratePerSecond: DEMO_RATE_PER_SECOND,
      root: this.app.makePath(),
    })
  }

  async #stayUp(processes: DemoProcesses, port: number): Promise<void> {
    const password = randomBytes(12).toString('base64url')
    await expectSuccess(
      processes.run('account', [
        'ace.js',
        'user:create',
        `--email=${DEMO_ACCOUNT.email}`,
        `--name=${DEMO_ACCOUNT.name}`,
        '--role=admin',
        `--password=${password}`,
      ]),
      'user:create'
    )
    this.#step('See it in a browser')
    this.#logger.log(`    Open      http://127.0.0.1:${port}/`)
    this.#logger.log(`    E-mail    ${DEMO_ACCOUNT.email}`)
    this.#logger.log(`    Password  ${password}`)
    this.#logger.info(
      `For monitoring: curl -H 'X-Monitoring-Secret: demo' http://127.0.0.1:${port}/health`
    )
    this.#logger.info(`Database and logs are in ${this.#folder}. Ctrl-C ends the demo.`)
    if (!this.#interrupted.aborted) await once(this.#interrupted, 'abort')
  }

  /** Tells each process to end, and expects a clean exit. */
  async #stop(processes: DemoProcesses): Promise<string[]> {
    const codes = await processes.stopAll()
    return [...codes]
      .filter(([, code]) => code !== 0)
      .map(
        ([name, code]) =>
          `${name} ended with ${code} instead of 0 when asked to: see ${this.#folder}/${name}.log`
      )
  }

  readonly #interrupted = onInterrupt()
  #stepNumber = 0

  #step(text: string): void {
    this.#logger.log('')
    this.#logger.log(this.ui.colors.bold(`${++this.#stepNumber}. ${text}`))
  }
}

async function expectSuccess(
  ending: Promise<{ code: number | null; stdout: string }>,
  name: string
): Promise<void> {
  const { code, stdout } = await ending
  if (code !== 0) throw new Error(`${name} failed with exit code ${code}: ${stdout}`)
}

/** Aborted when the process is told to end. */
function onInterrupt(): AbortSignal {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => interrupted.abort())
  return interrupted.signal
}
