/**
 * Starts work that its caller does not wait for. Errors are reported, because an unhandled
 * rejection would end the process.
 */
export function inBackground(work: () => Promise<unknown>, report: (error: unknown) => void): void {
  work().catch(report)
}
