/** A day of the programme's zone. */
export interface ForecastDay {
  /** `YYYY-MM-DD` */
  date: string
  sms: number
  /** By hour, those with messages alone. */
  hours: { hour: number; sms: number }[]
}
