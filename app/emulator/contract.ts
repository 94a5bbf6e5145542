import { nowMs } from '#emulator/now_ms'

/** The prepaid bundle behind the account: it runs down by one unit for each segment, and ends. */
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

  /** False, and nothing taken, where the units do not suffice. */
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
