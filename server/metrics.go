package main

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics answers /metrics on a listener of its own, until it is closed.
type metrics struct {
	addr   net.Addr
	server *http.Server
	ended  chan struct{}
}

// openMetrics listens at an address of this machine. Errors are one line.
func openMetrics(addr string, registry *prometheus.Registry) (*metrics, error) {
	listener, err := listenAt("--metrics", addr)
	if err != nil {
		return nil, err
	}
	routes := http.NewServeMux()
	routes.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4}))
	m := &metrics{listener.Addr(), &http.Server{Handler: routes, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second}, make(chan struct{})}
	go func() {
		defer close(m.ended)
		m.server.Serve(listener) // until Close
	}()
	return m, nil
}

// Close cuts whoever is reading.
func (m *metrics) Close() error {
	err := m.server.Close()
	<-m.ended
	return err
}

// validMetrics refuses to show the program's inside to other machines.
func (s *serve) validMetrics() error {
	if s.Metrics == "" {
		return nil
	}
	host, err := hostOf("--metrics", s.Metrics)
	if err == nil && !loopback(host) {
		err = fmt.Errorf("--metrics %s can be reached from other machines: choose an address of this one, such as localhost:9090", s.Metrics)
	}
	return err
}
