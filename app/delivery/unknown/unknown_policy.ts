import type { SmsSchedulerSettings, UnknownPolicy } from '#settings/sms_scheduler_settings'

/** Message types by name: either these, or all but these. */
export interface TypesOfPolicy {
  names: string[]
  except: boolean
}

/** The message types that a policy applies to; null if none. */
export function typesUnder(
  policy: UnknownPolicy,
  settings: SmsSchedulerSettings['unknown']
): TypesOfPolicy | null {
  const named = Object.entries(settings.byType)
  if (settings.default === policy) {
    return {
      names: named.filter(([, other]) => other !== policy).map(([type]) => type),
      except: true,
    }
  }
  const names = named.filter(([, own]) => own === policy).map(([type]) => type)
  return names.length > 0 ? { names, except: false } : null
}
