import type { PauseTarget } from '#delivery/pauses/pause_target'
import type { ResumePreview } from '#delivery/sweep/preview_resume'
import type { Reader } from '#app/pages/reader'
import { addressOfTarget } from './pause_address.js'
import { targetInWords } from './target_in_words.js'

/** Messages that a preview asks the gate about. */
export const MOST_PREVIEWED = 2_000

export interface PauseQuestion {
  target: PauseTarget
  preview: ResumePreview
  facilities: ReadonlyMap<string, string>
}

/** The question before sending is paused: what would wait. */
export function pausePage(reader: Reader, question: PauseQuestion, faults: PauseFaults = {}) {
  const { target, preview } = question
  const { t } = reader
  const what = targetInWords(reader, target, question.facilities)
  return {
    ...common(reader, question),
    title: t('system.pause.title', { what }),
    text: preview.pause ? t('system.pause.already') : t('system.pause.text'),
    isPaused: preview.pause !== null,
    faults,
  }
}

/** What is wrong with the fields of the form, and what was given. */
export interface PauseFaults {
  reason?: string
  until?: string
  given?: { reason: string; until: string }
}

/** The question before a pause ends: what would leave, and what would not. */
export function resumePage(reader: Reader, question: PauseQuestion) {
  const { target, preview } = question
  const { t } = reader
  const { sms, processed } = preview.statistics
  const leaves = preview.everything === null
  return {
    ...common(reader, question),
    title: t('system.resume.title', { what: targetInWords(reader, target, question.facilities) }),
    /** When the pause began that the form ends; empty where accounts alone are stopped. */
    since: preview.pause?.since.toISO() ?? '',
    text: leaves ? t('system.resume.text') : t('system.resume.everything'),
    yes: leaves
      ? t('system.resume.yes', { count: sms, total: reader.atLeast(sms, isCut(processed)) })
      : t('system.resume.yes_later'),
  }
}

function common(reader: Reader, { target, preview }: PauseQuestion) {
  const { t } = reader
  const { sms, expired, deferred, heldBack, suppressed, cancelled, failed, processed } =
    preview.statistics
  const isPart = isCut(processed)
  const figure = (name: string, count: number) => ({
    label: t(`system.figures.${name}`),
    figure: reader.atLeast(count, isPart),
  })
  const not = suppressed + cancelled + failed
  return {
    small: t('system.small'),
    what: addressOfTarget(target),
    figures: [
      figure('sms', sms),
      figure('expired', expired),
      ...(not > 0 ? [figure('not', not)] : []),
      ...(deferred > 0 ? [figure('later', deferred)] : []),
      ...(heldBack > 0 ? [figure('held', heldBack)] : []),
    ],
    isPart,
  }
}

const isCut = (processed: number) => processed >= MOST_PREVIEWED
