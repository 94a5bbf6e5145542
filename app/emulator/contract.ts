/** The prepaid bundle behind the account: it runs down by one unit for each segment. */
export class Contract {
  constructor(
    public units: number,
    readonly country: string,
    readonly expiresAt: string
  ) {}

  /** False, and nothing taken, where the units do not suffice. */
  take(units: number): boolean {
    if (this.units < units) return false
    this.units -= units
    return true
  }

  topUp(units: number): void {
    this.units += units
  }
}
