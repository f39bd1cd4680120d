// Package day holds calendar days: dates without a clock and without a time zone.
//
// Everything that a promise document dates (validity, signing, follow-ups) is a day. The standard
// library's time.Time would drag a zone along, and with it the day before or after.
package day

import (
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar. The zero Date is no day; IsZero reports it. Dates compare
// with == and, being made by New or Parse, are always real days.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// New returns the given day. Values outside their range roll over as in time.Date: 31 April is 1 May.
func New(year int, month time.Month, d int) Date {
	return Of(time.Date(year, month, d, 0, 0, 0, 0, time.UTC))
}

// Of returns the day that t shows on its own clock, in its own zone.
func Of(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// Parse reads a day written YYYY-MM-DD (RFC 3339 full-date). A day that does not exist is an error.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a day written YYYY-MM-DD", s)
	}
	return Of(t), nil
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == Date{} }

// String writes d as YYYY-MM-DD, and the zero Date as "".
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	if d.Year < 0 || d.Year > 9999 {
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
	}
	// Pages, feeds and data are full of days, and fmt takes five times as long.
	digit := func(n int) byte { return '0' + byte(n%10) }
	return string([]byte{
		digit(d.Year / 1000), digit(d.Year / 100), digit(d.Year / 10), digit(d.Year), '-',
		digit(int(d.Month) / 10), digit(int(d.Month)), '-', digit(d.Day / 10), digit(d.Day),
	})
}

// Time returns midnight UTC of d.
func (d Date) Time() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Compare returns -1, 0 or 1 as d is before, the same as or after e.
func (d Date) Compare(e Date) int {
	switch {
	case d.number() < e.number():
		return -1
	case d.number() > e.number():
		return 1
	}
	return 0
}

func (d Date) number() int { return (d.Year*16+int(d.Month))*32 + d.Day }

// Before reports whether d comes before e.
func (d Date) Before(e Date) bool { return d.number() < e.number() }

// After reports whether d comes after e.
func (d Date) After(e Date) bool { return d.number() > e.number() }

// AddDays returns the day n days after d (before it when n is negative).
func (d Date) AddDays(n int) Date { return New(d.Year, d.Month, d.Day+n) }

// DaysUntil returns the number of days from d to e, negative when e is earlier.
func (d Date) DaysUntil(e Date) int {
	// A time.Duration would end at 292 years.
	return int((e.Time().Unix() - d.Time().Unix()) / (24 * 60 * 60))
}

// EndOfMonth returns the last day of the month that lies n months after month m of year y.
func EndOfMonth(y int, m time.Month, n int) Date { return New(y, m+time.Month(n)+1, 0) }

// Min returns the earlier of two days.
func Min(d, e Date) Date {
	if e.Before(d) {
		return e
	}
	return d
}

// Max returns the later of two days.
func Max(d, e Date) Date {
	if e.After(d) {
		return e
	}
	return d
}
