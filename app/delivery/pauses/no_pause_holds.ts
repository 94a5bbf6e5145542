import { IN_FORCE } from '#delivery/pauses/pause'

/**
 * The condition that neither everything, nor the type, nor the facility of
 * message `m` is paused at `:now`. Without pauses the table is empty, and patients are
 * looked up only where a facility is paused.
 */
export const NO_PAUSE_HOLDS = `NOT EXISTS (
      SELECT 1 FROM sending_pauses s
      WHERE ${IN_FORCE}
        AND (s.scope = 'everything' OR (s.scope = 'message_type' AND s.subject = m.message_type)
          OR (s.scope = 'facility' AND s.subject = (
            SELECT f.code FROM patients p JOIN facilities f ON f.id = p.facility_id WHERE p.id = m.patient_id))))`
