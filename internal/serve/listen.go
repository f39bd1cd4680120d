package serve

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Listen listens at a host on a port, or on the next one that is free.
func Listen(host string, port int) (net.Listener, error) {
	const tries = 100
	for p := port; p < port+tries && p <= 65535; p++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(p)))
		if err == nil || !taken(err) {
			return l, err
		}
	}
	return nil, fmt.Errorf("listen at %s: the ports from %d on are all taken", host, port)
}

func taken(err error) bool {
	const windows = syscall.Errno(10048) // WSAEADDRINUSE
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, windows)
}

// Server returns the HTTP server for a handler, with limits that a browser never meets.
func Server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
}

// allowed reports whether a request may name a host. A site somewhere else can have a name of its own
// lead here (DNS rebinding) and then read what is shown, so only names that are this machine's are
// answered to: with local, those of its loopback; else also addresses and what it is called.
func allowed(host string, local bool) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if name == "localhost" {
		return true
	}
	if ip := net.ParseIP(name); ip != nil {
		return ip.IsLoopback() || !local
	}
	if local {
		return false
	}
	machine, err := os.Hostname()
	machine = strings.ToLower(machine)
	return err == nil && machine != "" && (name == machine || name == machine+".local")
}

// Addresses returns the addresses at which others on the network reach a port of this machine.
func Addresses(port int) []string {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var list []string
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			list = append(list, "http://"+net.JoinHostPort(n.IP.String(), strconv.Itoa(port))+"/")
		}
	}
	return list
}
