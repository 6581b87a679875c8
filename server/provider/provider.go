// Package provider asks other services who somebody is, by OpenID Connect: those that are configured, and no other.
//
// It says who a service says somebody is, by issuer and subject, and decides nothing about accounts. What a service
// answers is taken only with the right issuer, audience, signature, time and nonce.
package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/goccy/go-yaml"
	"golang.org/x/oauth2"
)

// Settings are those of one service, as a file holds them.
type Settings struct {
	ID         string `yaml:"id"`   // in addresses: letters, digits and hyphens
	Name       string `yaml:"name"` // on the button
	Issuer     string `yaml:"issuer"`
	ClientID   string `yaml:"client-id"`
	SecretFile string `yaml:"client-secret-file"` // its first line; readable by this user alone
}

// Provider is a service that people can sign in with. Its methods may be called at the same time.
type Provider struct {
	Settings
	secret string
	base   string
	now    func() time.Time
	client *http.Client

	mu    sync.Mutex
	known *oidc.Provider // once it has been reached
}

// Asked is what is kept of a question until the answer comes, where nobody else sees it.
type Asked struct {
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Again    bool   `json:"again,omitempty"` // the person is to show the service anew who they are
}

// Identity is who a service says somebody is.
type Identity struct {
	Issuer, Subject string
	Email           string // empty unless the service says that it was verified
}

// ErrRefused: what the service answered is not to be believed. The error around it says why, for a log.
var ErrRefused = errors.New("the answer is not to be believed")

// algorithms are those of signatures that are taken: none that shares a secret, and never none.
var algorithms = []string{oidc.RS256, oidc.PS256, oidc.ES256, oidc.ES384, oidc.EdDSA}

// Read reads the settings in a file and makes the service. Base is the address that people use.
func Read(file, base string, now func() time.Time) (*Provider, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var s Settings
	if err := yaml.UnmarshalWithOptions(text, &s, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s is not as it should be: %s", file, strings.TrimSpace(yaml.FormatError(err, false, false)))
	}
	if s.ID == "" || strings.Trim(s.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || s.Name == "" || s.ClientID == "" || s.SecretFile == "" {
		return nil, fmt.Errorf("%s: it needs id (small letters, digits and hyphens), name, issuer, client-id and client-secret-file", file)
	}
	if issuer, err := url.Parse(s.Issuer); err != nil || issuer.Scheme != "https" && issuer.Hostname() != "localhost" && issuer.Hostname() != "127.0.0.1" {
		return nil, fmt.Errorf("%s: the issuer must be an https address", file)
	}
	info, err := os.Stat(s.SecretFile)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others on this machine: chmod 600 it", s.SecretFile)
	}
	secret, err := os.ReadFile(s.SecretFile)
	if err != nil {
		return nil, err
	}
	line, _, _ := strings.Cut(string(secret), "\n")
	return &Provider{Settings: s, secret: strings.TrimSpace(line), base: base, now: now, client: &http.Client{Timeout: 10 * time.Second, CheckRedirect: stay}}, nil
}

// stay follows no redirect: what is asked is meant for the address that was named and for no other.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// reach asks the service, until it has answered, where it answers what. It may be away at the start.
func (p *Provider) reach(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	p.mu.Lock()
	known := p.known
	p.mu.Unlock()
	if known == nil { // asked outside the lock: who comes while it is away need not wait for those before them
		var err error
		known, err = oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.Issuer) // which has to name itself so, to the letter
		if err != nil {
			return nil, nil, fmt.Errorf("provider %s: %w", p.ID, err)
		}
		p.mu.Lock()
		p.known = known
		p.mu.Unlock()
	}
	return known, &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.secret, Endpoint: known.Endpoint(), RedirectURL: p.base + "/sign-in/back",
		Scopes: []string{oidc.ScopeOpenID, "email"}}, nil
}

// Address is where the browser is sent to be asked who somebody is.
func (p *Provider) Address(ctx context.Context, state string, asked Asked) (string, error) {
	_, config, err := p.reach(ctx)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(asked.Nonce), oauth2.S256ChallengeOption(asked.Verifier)}
	if asked.Again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return config.AuthCodeURL(state, options...), nil
}

// noKeys begins what the library says where the service did not give its keys; it wraps no error that could be asked for.
const noKeys = "failed to verify signature: fetching keys "

// Identity is who the service says came back with a code. ErrRefused where what it says is not to be believed.
func (p *Provider) Identity(ctx context.Context, code string, asked Asked) (Identity, error) {
	known, config, err := p.reach(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(asked.Verifier))
	if refused := new(oauth2.RetrieveError); errors.As(err, &refused) {
		return Identity{}, fmt.Errorf("%w: the code was not taken", ErrRefused) // what is in err may name somebody
	}
	if err != nil {
		return Identity{}, fmt.Errorf("provider %s: there was no answer about a code", p.ID)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Identity{}, fmt.Errorf("%w: there is no id token", ErrRefused)
	}
	id, err := known.Verifier(&oidc.Config{ClientID: p.ClientID, SupportedSigningAlgs: algorithms, Now: p.now}).Verify(ctx, raw)
	if err != nil && strings.HasPrefix(err.Error(), noKeys) {
		return Identity{}, fmt.Errorf("provider %s: there was no answer about its keys", p.ID)
	}
	if err != nil {
		return Identity{}, fmt.Errorf("%w: issuer, audience, time or signature", ErrRefused)
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
		Party    string `json:"azp"`
		AuthTime int64  `json:"auth_time"`
	}
	switch err := id.Claims(&claims); {
	case err != nil || id.Subject == "":
		return Identity{}, fmt.Errorf("%w: claims that cannot be read", ErrRefused)
	case id.Nonce == "" || id.Nonce != asked.Nonce:
		return Identity{}, fmt.Errorf("%w: it is the answer to another question", ErrRefused)
	case len(id.Audience) > 1 && claims.Party != p.ClientID, claims.Party != "" && claims.Party != p.ClientID, !slices.Contains(id.Audience, p.ClientID):
		return Identity{}, fmt.Errorf("%w: it is meant for somebody else", ErrRefused)
	case asked.Again && p.now().Sub(time.Unix(claims.AuthTime, 0)) > 5*time.Minute:
		return Identity{}, fmt.Errorf("%w: the person was not asked anew", ErrRefused)
	}
	who := Identity{Issuer: id.Issuer, Subject: id.Subject}
	if claims.Verified {
		who.Email = claims.Email
	}
	return who, nil
}

// Verifier is a new secret for the code that comes back.
func Verifier() string { return oauth2.GenerateVerifier() }
