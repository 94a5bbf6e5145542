import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { runAceCommand, type EndOfCommand } from '#schedules/jobs/run_ace_command'
import type {
  CheckedPayload,
  EffectHandler,
  FiredJob,
  JobOutcome,
} from '#schedules/jobs/job_handler'
import { PayloadReader, type Reading } from '#schedules/jobs/payload_reader'
import { isStorableText } from '#schedules/jobs/payload_values'

export interface CommandJob {
  /** For example `sms:generate`. */
  command: string
  args: string[]
}

const EXAMPLE = { command: 'sms:generate', args: ['--json'] }
const MOST_ARGS = 20
const LONGEST_ARG = 200

/**
 * Non-zero exit codes of a command that did its work: warning and critical, or paused or held by
 * another run.
 */
const ANSWERS: ReadonlyMap<string, readonly number[]> = new Map([
  ['sms:health', [1, 2]],
  ['sms:process', [75]],
])

/** The share of a job's time to end that its command gets. */
const SHARE_OF_DRAIN = 0.8

/** `command`: runs one of the allowed ace commands in its own process. Its output is discarded. */
export class CommandHandler implements EffectHandler<CommandJob> {
  readonly name = 'command'
  readonly kind = 'effect'
  readonly description: string

  /** `root` is the folder of `ace.js`. */
  constructor(
    private readonly config: SmsSchedulerConfig,
    private readonly root: string
  ) {
    this.description = `Runs an ace command, one of: ${config.schedules.allowedCommands.join(', ')}`
  }

  /** Rejects other fields: a command that misses an argument may do more than intended. */
  check(payload: unknown): CheckedPayload<CommandJob> {
    const reader = new PayloadReader(payload, EXAMPLE)
    reader.refuseOthers(['command', 'args'])
    return reader.checked({
      command: reader.required('command', (value) => this.#allowed(value)),
      args: reader.optional('args', readArgs) ?? [],
    })
  }

  async run({ payload }: FiredJob<CommandJob>, signal: AbortSignal): Promise<JobOutcome> {
    const startedAt = performance.now()
    const end = await runAceCommand([payload.command, ...payload.args], {
      root: this.root,
      signal,
      patienceMs: this.config.processing.drainSeconds * 1_000 * SHARE_OF_DRAIN,
    })
    const durationMs = Math.round(performance.now() - startedAt)
    if (end.kind === 'exited' && isAnswer(payload.command, end.code))
      return { outcome: 'done', result: { exitCode: end.code, durationMs } }
    return { outcome: 'failed', kind: 'passing', ...describe(end, payload.command, durationMs) }
  }

  #allowed(value: unknown): Reading<string> {
    const { allowedCommands } = this.config.schedules
    return typeof value === 'string' && allowedCommands.includes(value)
      ? { ok: true, value }
      : {
          ok: false,
          expected: `one of ${allowedCommands.join(', ')} (schedules.allowedCommands)`,
        }
  }
}

function readArgs(value: unknown): Reading<string[]> {
  const usable =
    Array.isArray(value) &&
    value.length <= MOST_ARGS &&
    value.every((arg) => isStorableText(arg) && arg.length <= LONGEST_ARG)
  return usable
    ? { ok: true, value }
    : {
        ok: false,
        expected: `a list of at most ${MOST_ARGS} texts of at most ${LONGEST_ARG} characters, for example ["--json"]`,
      }
}

function isAnswer(command: string, exitCode: number): boolean {
  return exitCode === 0 || (ANSWERS.get(command) ?? []).includes(exitCode)
}

function describe(
  end: EndOfCommand,
  command: string,
  durationMs: number
): { reason: string; error: string } {
  const after = `after ${Math.round(durationMs / 1_000)} s`
  const byHand = `run "node ace ${command}" by hand to see why`
  switch (end.kind) {
    case 'exited':
      return {
        reason: `exit_${end.code}`,
        error: `${command} ended with exit code ${end.code} ${after}: ${byHand}`,
      }
    case 'killed':
      return {
        reason: 'killed',
        error: `${command} was ended by ${end.signal} ${after}: ${byHand}`,
      }
    case 'stopped':
      return {
        reason: 'stopped',
        error: `${command} was told to end ${after}`,
      }
    default:
      return end satisfies never
  }
}
