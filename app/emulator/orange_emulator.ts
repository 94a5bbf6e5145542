import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FaultRule } from '#emulator/fault_rule'
import { openHttpDoor } from '#emulator/http_door'
import type { JournalEntry } from '#emulator/journal'
import { nowMs } from '#emulator/now_ms'
import { withDefaults, type EmulatorOptions } from '#emulator/options'
import type { Callback } from '#emulator/callbacks'
import { parseFault } from '#emulator/parse_fault'
import { PretendedOrange } from '#emulator/pretended_orange'
import type { EmulatorReport } from '#emulator/report'

/**
 * Pretends to be Orange, over real HTTP: token, send, contracts, a rate limit, a
 * journal, and every way to fail. Shares no code with the gateway that talks to
 * it, or a mistake in one would be a mistake in both and agree with itself.
 */
export class OrangeEmulator {
  static async start(options: EmulatorOptions = {}): Promise<OrangeEmulator> {
    const settings = withDefaults(options, nowMs())
    const orange = new PretendedOrange(settings)
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
    private readonly orange: PretendedOrange,
    private readonly server: Server
  ) {
    const { address, family, port } = server.address() as AddressInfo
    this.url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  }

  /** Every send request that arrived, or those after a sequence number. */
  journal(afterSeq = 0): JournalEntry[] {
    return this.orange.journal.entries(afterSeq)
  }

  report(): EmulatorReport {
    return this.orange.report()
  }

  /** From now on these as well: rules, or their short form ("throttled:0.1"). */
  setFault(...faults: (FaultRule | string)[]): void {
    this.orange.faults.set(faults.map(parseFault))
  }

  clearFaults(): void {
    this.orange.faults.clear()
  }

  /** Every token given out so far is over. */
  expireTokens(): void {
    this.orange.tokens.expireAll()
  }

  /** Somebody bought another bundle. */
  topUp(units: number): void {
    this.orange.contract.topUp(units)
  }

  /** The bundle ends then; or what the operator calls its state. */
  changeContract(change: { expiresAt?: string; status?: string }): void {
    this.orange.contract.change(change)
  }

  /** Somebody writes to the sender address. */
  receive(sms: { from: string; to?: string; text: string }): void {
    this.orange.callbacks.inbound(sms)
  }

  /** What was called back so far, and what came of it. */
  callbacks(): Callback[] {
    return this.orange.callbacks.all
  }

  /** Empties the journal and forgets which messages were tried before. */
  reset(): void {
    this.orange.reset()
  }

  /** Closes the port and breaks every connection off. */
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
