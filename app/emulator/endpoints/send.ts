import { randomUUID } from 'node:crypto'
import { json, type Answer, type Reply } from '#emulator/answer'
import { countSegments } from '#emulator/count_segments'
import type { EmulatedRequest } from '#emulator/emulated_request'
import { checkBearer } from '#emulator/endpoints/check_bearer'
import { readOutboundSms, type OutboundSms } from '#emulator/endpoints/read_outbound_sms'
import { contractExpired, gatewayError, noCredit } from '#emulator/error_answers'
import { faultNamed } from '#emulator/faults'
import { findFault, findRefusal } from '#emulator/find_fault'
import { hashOf } from '#emulator/journal'
import type { JournalOutcome } from '#emulator/journal_file'
import type { EmulatedOrange } from '#emulator/emulated_orange'

/**
 * `POST /smsmessaging/v1/outbound/{sender}/requests`: checks rate limit, token and body, then
 * applies the fault, if any. The result is in the journal before the answer is sent.
 */
export function answerSend(request: EmulatedRequest, orange: EmulatedOrange): Answer {
  const sms = readOutboundSms(request)
  const { address, text } = sms
  const textHash = hashOf(text)
  const enter = (outcome: JournalOutcome, resourceId: string | null = null) => {
    const at = request.arrivedAtMs
    return orange.journal.add({ at, address, text, textHash, outcome, resourceId })
  }
  const refuse = (reason: string, answer: Answer): Answer => {
    enter(`refused:${reason}`)
    return answer
  }

  if (!request.admitted) return refuse('rate_limit', gatewayError(orange.settings.rateStatus, 53))
  const outage = findRefusal('server', orange)
  if (outage) return refuse(outage.name, outage.answer)
  const bearer = checkBearer(request.headers.authorization, orange.tokens)
  if (bearer) return refuse(bearer.reason, bearer.reply)
  if ('reason' in sms) return refuse(sms.reason, sms.reply)

  const rule = findFault(address, textHash, orange)
  const fault = rule && faultNamed(rule.fault)
  if (fault && 'refuse' in fault) {
    if (fault.expiresToken) orange.tokens.expire(request.headers.authorization)
    return refuse(rule.fault, fault.refuse(address))
  }
  if (orange.contract.isOver) return refuse('contract_expired', contractExpired())
  if (!orange.contract.take(countSegments(text))) return refuse('no_credit', noCredit())

  const id = randomUUID()
  const reply = created(sms, id)
  const { seq } = enter(fault?.outcome ?? 'accepted', id)
  orange.callbacks.taken({ address, senderAddress: sms.senderAddress, resourceId: id })
  if (fault) return fault.answer(reply, rule.delayMs)
  return { ...reply, onGiven: () => orange.journal.markAnswered(seq) }
}

/** The address is a string in the request and an array in the answer. */
function created({ address, senderAddress, senderName, text }: OutboundSms, id: string): Reply {
  return json(201, {
    outboundSMSMessageRequest: {
      address: [address],
      senderAddress,
      senderName,
      outboundSMSTextMessage: { message: text },
      resourceURL: `https://api.orange.com/smsmessaging/v1/outbound/${senderAddress}/requests/${id}`,
    },
  })
}
