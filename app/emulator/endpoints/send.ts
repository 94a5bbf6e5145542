import { randomUUID } from 'node:crypto'
import { json, type Answer, type Reply } from '#emulator/answer'
import { countSegments } from '#emulator/count_segments'
import type { EmulatedRequest } from '#emulator/emulated_request'
import { checkBearer } from '#emulator/endpoints/check_bearer'
import { readOutboundSms, type OutboundSms } from '#emulator/endpoints/read_outbound_sms'
import { contractExpired, gatewayError, noCredit } from '#emulator/error_answers'
import { faultNamed } from '#emulator/faults'
import { findFault, findRefusal } from '#emulator/find_fault'
import { hashOf, type JournalOutcome } from '#emulator/journal'
import type { PretendedOrange } from '#emulator/pretended_orange'

/**
 * `POST /smsmessaging/v1/outbound/{sender}/requests`: rate limit, token, body,
 * then the fault if one strikes. Whatever happens is in the journal before the
 * answer is on its way.
 */
export function answerSend(request: EmulatedRequest, orange: PretendedOrange): Answer {
  const sms = readOutboundSms(request)
  const { address, text } = sms
  const textHash = hashOf(text)
  const enter = (outcome: JournalOutcome, resourceId: string | null = null) => {
    orange.journal.add({ at: request.arrivedAtMs, address, text, textHash, outcome, resourceId })
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
  enter(fault?.outcome ?? 'accepted', id)
  orange.callbacks.taken({ address, senderAddress: sms.senderAddress, resourceId: id })
  return fault ? fault.answer(reply, rule.delayMs) : reply
}

/** What went in as a string comes back as an array. */
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
