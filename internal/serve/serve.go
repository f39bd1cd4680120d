// Package serve shows a finished site in a browser on the same machine, from memory.
package serve

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"lofte/internal/render"
)

// Site is a finished site in memory. Fill it with Write, then serve it; it is an http.Handler.
type Site struct {
	mu    sync.RWMutex
	files map[string][]byte
	local bool
}

// New returns an empty site. When local is true, only requests that name this machine as their host
// are answered, so that no other site can read it through a name that it points here (DNS rebinding).
func New(local bool) *Site { return &Site{files: map[string][]byte{}, local: local} }

// Write adds a file. It is safe for several goroutines.
func (s *Site) Write(name string, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[name] = bytes.Clone(data)
	return nil
}

func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.local && !isLocal(r.Host) {
		http.Error(w, "this preview answers to 127.0.0.1 and localhost only", http.StatusMisdirectedRequest)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", render.CSP)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Cache-Control", "no-cache")
	s.mu.RLock()
	defer s.mu.RUnlock()
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if data, ok := s.files[name]; ok && !strings.HasSuffix(r.URL.Path, "/") {
		send(w, r, name, data, http.StatusOK)
		return
	}
	index := path.Join(name, "index.html")
	if data, ok := s.files[index]; ok {
		if !strings.HasSuffix(r.URL.Path, "/") {
			http.Redirect(w, r, "/"+name+"/", http.StatusMovedPermanently)
			return
		}
		send(w, r, index, data, http.StatusOK)
		return
	}
	send(w, r, "404.html", s.files["404.html"], http.StatusNotFound)
}

func send(w http.ResponseWriter, r *http.Request, name string, data []byte, status int) {
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if r.Method == http.MethodGet {
		_, _ = w.Write(data)
	}
}

// isLocal reports whether a Host header names this machine by its loopback address or as localhost.
func isLocal(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	name = strings.Trim(name, "[]")
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}

// Listen listens at a host on a port, or on the next one that is free.
func Listen(host string, port int) (net.Listener, error) {
	const tries = 100
	for p := port; p < port+tries && p <= 65535; p++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p)))
		if err == nil || !errors.Is(err, syscall.EADDRINUSE) {
			return l, err
		}
	}
	return nil, fmt.Errorf("listen at %s: the ports from %d on are all taken", host, port)
}

// Server returns the HTTP server for a handler, with limits that a browser never meets.
func Server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
}
