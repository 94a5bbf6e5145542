import { spawnSync } from 'node:child_process'

/** What the checks found; prints it as it comes. */
export class Outcome {
  failed = false

  /** A check without faults is ok. */
  report(check: string, faults: string[]): void {
    if (faults.length === 0) return console.log(`ok       ${check}`)
    this.failed = true
    console.log(`FAILED   ${check}`)
    for (const fault of faults) console.log(`           ${fault}`)
  }

  skip(check: string, why: string): void {
    console.log(`skipped  ${check}: ${why}`)
  }

  /** Checks by a tool where this machine has it: what it prints when it does not end with 0. */
  runTool(check: string, [tool, ...args]: string[]): void {
    const { error, status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' })
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
      return this.skip(check, `there is no ${tool} here`)
    this.report(check, status === 0 ? [] : `${stdout}${stderr}`.trim().split('\n'))
  }
}
