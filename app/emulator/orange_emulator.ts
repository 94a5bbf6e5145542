import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FaultRule } from '#emulator/fault_rule'
import { openHttpDoor } from '#emulator/http_door'
import type { JournalEntry } from '#emulator/journal_file'
import { nowMs } from '#emulator/now_ms'
import { withDefaults, type EmulatorOptions } from '#emulator/options'
import type { Callback } from '#emulator/callbacks'
import { parseFault } from '#emulator/parse_fault'
import { EmulatedOrange } from '#emulator/emulated_orange'
import type { EmulatorReport } from '#emulator/report'

/**
 * An Orange emulator over real HTTP: token, send, contracts, a rate limit, a journal, and every way
 * to fail. Shares no code with the gateway under test: otherwise both could contain the same
 * mistake and agree.
 */
export class OrangeEmulator {
  static async start(options: EmulatorOptions = {}): Promise<OrangeEmulator> {
    const settings = withDefaults(options, nowMs())
    const orange = new EmulatedOrange(settings)
    const server = openHttpDoor(orange)
    try {
      server.listen(settings.port, settings.host)
      await once(server, 'listening')
    } catch (error) {
      orange.journal.close()
      throw error
    }
    return new OrangeEmulator(orange, server)
  }

  readonly url: string
  #stopped: Promise<void> | undefined

  private constructor(
    private readonly orange: EmulatedOrange,
    private readonly server: Server
  ) {
    const { address, family, port } = server.address() as AddressInfo
    this.url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  }

  /** Every send request that arrived, or those after a sequence number. */
  journal(afterSeq = 0): JournalEntry[] {
    return this.orange.journal.entries(afterSeq)
  }

  /** The same, with whether each 201 was sent completely to a client that was still connected. */
  journalWithAnswers(): (JournalEntry & { answered: boolean })[] {
    const { journal } = this.orange
    return journal.entries().map((entry) => ({ ...entry, answered: journal.isAnswered(entry) }))
  }

  report(): EmulatorReport {
    return this.orange.report()
  }

  /** Adds faults: rules, or their short form ("throttled:0.1"). */
  setFault(...faults: (FaultRule | string)[]): void {
    this.orange.faults.set(faults.map(parseFault))
  }

  clearFaults(): void {
    this.orange.faults.clear()
  }

  /** All issued tokens expire. */
  expireTokens(): void {
    this.orange.tokens.expireAll()
  }

  /** Another bundle was bought. */
  topUp(units: number): void {
    this.orange.contract.topUp(units)
  }

  /** Changes the expiry of the bundle, or its state in the operator's words. */
  changeContract(change: { expiresAt?: string; status?: string }): void {
    this.orange.contract.change(change)
  }

  /** Someone writes to the sender address. */
  receive(sms: { from: string; to?: string; text: string }): void {
    this.orange.callbacks.inbound(sms)
  }

  /** The callbacks so far, and their results. */
  callbacks(): Callback[] {
    return this.orange.callbacks.all
  }

  /** Empties the journal and forgets which messages were tried before. */
  reset(): void {
    this.orange.reset()
  }

  /** Closes the port and all connections. */
  async stop(): Promise<void> {
    this.#stopped ??= this.#close()
    await this.#stopped
  }

  async #close(): Promise<void> {
    const closed = once(this.server, 'close')
    this.server.close()
    this.server.closeAllConnections()
    await closed
    await this.orange.callbacks.stop()
    this.orange.journal.close()
  }
}
