import { nowMs } from '#emulator/now_ms'

/** The prepaid bundle of the account: each segment takes one unit, and the bundle expires. */
export class Contract {
  status = 'ACTIVE'

  constructor(
    public units: number,
    readonly country: string,
    public expiresAt: string
  ) {}

  get isOver(): boolean {
    return this.status !== 'ACTIVE' || Date.parse(this.expiresAt) <= nowMs()
  }

  /** Returns false, and takes nothing, if there are too few units. */
  take(units: number): boolean {
    if (this.units < units) return false
    this.units -= units
    return true
  }

  topUp(units: number): void {
    this.units += units
  }

  change({ expiresAt = this.expiresAt, status = this.status }): void {
    this.expiresAt = expiresAt
    this.status = status
  }
}
