/* The timetable: filled in below. */
