package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	beat     = 20 * time.Second // how often a silent stream says that it lives
	patience = 10 * time.Second // how long a browser may take to read
)

// events tells a page what the state is, and each one after it, for as long as the page listens. A page
// that is slow is told the newest state and not those between (HTML, "Server-sent events").
func (p *Preview) events(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	control := http.NewResponseController(w)
	write := func(text string) bool {
		_ = control.SetWriteDeadline(time.Now().Add(patience))
		_, err := fmt.Fprint(w, text)
		return err == nil && control.Flush() == nil
	}
	if !write("retry: 500\n\n") {
		return
	}
	select {
	case <-p.ready:
	case <-r.Context().Done():
		return
	}
	told := ""
	pulse := time.NewTicker(beat)
	defer pulse.Stop()
	for {
		state, _, changed := p.now()
		if state.Number != told {
			told = state.Number
			data, err := json.Marshal(state)
			if err != nil || !write("data: "+string(data)+"\n\n") {
				return
			}
		}
		select {
		case <-changed:
		case <-pulse.C:
			if !write(": alive\n\n") {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}
