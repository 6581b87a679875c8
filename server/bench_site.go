package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"strategyroom/server/account"
)

// site is an installation, as another program uses it.
type site struct{ base string }

// caller keeps the connections of all who come in at once.
var caller = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 64, Proxy: http.ProxyFromEnvironment}}

// call sends JSON with a session's cookie, reads the answer into it, and returns the cookie that stands then. What the
// installation cannot do just now is sent again, under the same id, for half a minute. Anything else but success is an error
// with the installation's own words.
func (s *site) call(ctx context.Context, cookie, path string, body, answer any) (string, error) {
	sent, err := json.Marshal(body)
	for tries := 0; err == nil; tries++ {
		given, status, failed := s.once(ctx, cookie, path, sent, answer)
		if passing := status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests; !passing || tries == 30 {
			return given, failed
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return cookie, failed
		}
	}
	return cookie, err
}

// once is one try of call. It also returns the status.
func (s *site) once(ctx context.Context, cookie, path string, sent []byte, answer any) (string, int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+path, bytes.NewReader(sent))
	if err != nil {
		return cookie, 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	if cookie != "" {
		request.Header.Set("Cookie", account.Cookie+"="+cookie)
	}
	answered, err := caller.Do(request)
	if err != nil {
		return cookie, 0, err
	}
	defer answered.Body.Close()
	said, err := io.ReadAll(answered.Body)
	if err != nil {
		return cookie, 0, err
	}
	if answered.StatusCode > 299 {
		var refusal struct{ Message string }
		_ = json.Unmarshal(said, &refusal) // an answer of something in between has none
		return cookie, answered.StatusCode, fmt.Errorf("%s answers %s: %s", s.base+path, answered.Status, refusal.Message)
	}
	for _, given := range answered.Cookies() {
		if given.Name == account.Cookie {
			cookie = given.Value
		}
	}
	return cookie, answered.StatusCode, json.Unmarshal(said, answer)
}

// signIn uses a link up and returns the cookie of the session that it began.
func (s *site) signIn(ctx context.Context, link string) (cookie string, err error) {
	_, token, _ := strings.Cut(link, "#")
	body := map[string]any{"token": token}
	if strings.Contains(link, "/setup#") {
		body["name"], body["email"] = "Load Test", "load@test.example"
		body["agency"] = map[string]string{"sector": "social-care", "name": "Load test"}
	}
	return s.call(ctx, "", "/api/session", body, &struct{}{})
}

// gathering is one fictional meeting under load.
type gathering struct {
	site    *site
	cookie  string // the chair's
	meeting string
	people  []*participant
}

// gather convenes and opens a meeting and has everybody come in, each with a session of their own.
func (s *site) gather(ctx context.Context, cookie string, attendees int, f *figures) (*gathering, error) {
	var convened struct{ Meeting string }
	_, err := s.call(ctx, cookie, "/api/meetings", map[string]any{"id": rand.Text(), "title": "Load test, nobody real",
		"people": []any{map[string]any{"category": "child", "name": "Nobody Real"}}}, &convened)
	if err != nil {
		return nil, err
	}
	g := &gathering{site: s, cookie: cookie, meeting: convened.Meeting}
	if err := g.phase(ctx, "open", ""); err != nil {
		return g, err
	}
	cookies := []string{cookie}
	for i := 1; i < attendees; i++ {
		var invited struct{ URL string }
		_, err := s.call(ctx, cookie, g.path("invitations"), map[string]any{"id": rand.Text(), "name": fmt.Sprintf("Member %d", i), "role": "member",
			"agency": map[string]string{"sector": "other", "name": fmt.Sprintf("Load test %d", i)}}, &invited)
		if err != nil {
			return g, err
		}
		theirs, err := s.signIn(ctx, invited.URL)
		if err != nil {
			return g, err
		}
		cookies = append(cookies, theirs)
	}
	for i, theirs := range cookies {
		p := newParticipant(g, theirs, i == 0, f)
		g.people = append(g.people, p)
		if err := p.enter(ctx); err != nil {
			return g, err
		}
	}
	return g, nil
}

func (g *gathering) path(of string) string { return "/api/meetings/" + g.meeting + "/" + of }

func (g *gathering) phase(ctx context.Context, phase, reason string) error {
	body := map[string]any{"phase": phase}
	if reason != "" {
		body["reason"] = reason
	}
	_, err := g.site.call(ctx, g.cookie, g.path("commands"), map[string]any{"id": rand.Text(), "kind": "phase", "body": body}, &struct{}{})
	return err
}

// end has everybody leave and closes the meeting.
func (g *gathering) end(ctx context.Context) error {
	if g == nil {
		return nil
	}
	for _, p := range g.people {
		p.leave()
	}
	return g.phase(ctx, "closed", "The load test is over.")
}
