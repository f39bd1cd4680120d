package view

import (
	"encoding/base64"
	"html/template"

	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/qr"
)

// QRCode is a QR code: a picture of one pixel for each of its modules, without a margin.
type QRCode struct {
	URL  template.URL // with the picture in it
	Side int          // pixels
}

// qrCode draws the address of a page that is printed: to be signed, pinned up or handed out.
func (p *page) qrCode(address string) *QRCode {
	switch p.output.View {
	case plan.Kommun, plan.Document, plan.FollowUp:
	default:
		return nil
	}
	code, err := qr.Of(address)
	if err != nil {
		return nil // it is longer than any code can hold; paper has it in words
	}
	return &QRCode{template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG)), code.Side}
}

// unsigned says whether a document is yet to be signed. Of one that has ended without a day the day is not known, and
// those who are named have signed.
func (p *page) unsigned(d *promise.Document) bool {
	if d.Signed.IsZero() {
		last, open := d.End()
		return open || !last.Before(p.plan.Now)
	}
	return d.Signed.After(p.plan.Now)
}
