import type { SimulationStep } from '#simulation/simulation_step'

const TIME_IN_ISO = [11, 19] as const

/** `09:05:00` */
export function timeOf(iso: string): string {
  return iso.slice(...TIME_IN_ISO)
}

/** What happened: the operator's answer, or the event that came without one. */
export function eventInWords({ attempt, httpStatus, reason, status }: SimulationStep): string {
  if (attempt === null) return reason ?? status
  return reason === null ? 'accepted' : `${httpStatus} ${reason}`
}

export function decisionInWords(step: SimulationStep): string {
  const time = step.nextAt ? timeOf(step.nextAt) : ''
  switch (step.decision) {
    case 'sent':
      return 'sent'
    case 'retry':
      return `retry ${step.retries} in ${minutesUntilNext(step)} min, at ${time}`
    case 'try_again':
      return `again at ${time}, no retry counted`
    case 'wait_for_receipt':
      return 'may have arrived: waits for a receipt'
    case 'resend_once':
      return `no receipt came: once more, at ${time}`
    case 'wait_for_person':
      return 'refused for good: waits for a person'
    case 'give_up':
      return 'retries used up: a dead letter'
    case 'tell_people':
      return 'people are told'
    case 'send_again':
      return 'a person sends it again'
    case 'mend_and_send_again':
      return 'a person corrects the number, sends it again'
    default:
      return step.decision satisfies never
  }
}

function minutesUntilNext({ at, nextAt }: SimulationStep): number {
  return Math.round((Date.parse(nextAt ?? at) - Date.parse(at)) / 60_000)
}
