package account

import (
	"context"
	"slices"
	"time"
)

// What is something that happened to how an account signs in.
type What string

// What the owner is told of.
const (
	WrongPassword   What = "wrong-password" // was typed
	WrongCode       What = "wrong-code"     // was typed beside the right password
	PasswordSet     What = "password-set"   // with an app and recovery codes
	PasswordRemoved What = "password-removed"
	CodesMade       What = "codes-made"
	PasskeyAdded    What = "passkey-added"
	PasskeyRemoved  What = "passkey-removed"
	LinkUsed        What = "link-used" // though there were other ways
	ServiceChosen   What = "service-chosen"
	ServiceLinked   What = "service-linked"
	ServiceRemoved  What = "service-removed"
)

// News is what happened, for the account's owner to see.
type News struct {
	What  What      `json:"what"`
	At    time.Time `json:"at"`              // for tries: of the last
	Times int       `json:"times,omitempty"` // of tries, since the owner looked
	By    string    `json:"by,omitempty"`    // the session that did it, where one did
}

const (
	mostNews = 10 // that are kept
	mistyped = 2  // wrong passwords are the owner's own, as likely as not
)

// Untold are the news since the account's owner looked last, without what this session did itself.
func (w Ways) Untold(s *Session) (news []News) {
	for _, n := range w.News {
		if n.At.After(w.looked) && n.By != s.ID && (n.What != WrongPassword || n.Times > mistyped) {
			news = append(news, n)
		}
	}
	return news
}

// Looked is told that an account's owner has looked at the news.
func (p *People) Looked(ctx context.Context, account string) error {
	_, err := change(ctx, p, credentials, account, func(kept *credential, _ bool) error {
		if len(kept.News) > 0 && kept.News[0].At.After(kept.Looked) {
			kept.Looked = kept.News[0].At
		}
		return nil
	})
	return err
}

// tell puts news first; once, though the step that tells them be taken again.
func (c *credential) tell(what What, at time.Time, s *Session) {
	news := News{What: what, At: at}
	if s != nil {
		news.By = s.ID
	}
	if len(c.News) == 0 || c.News[0].What != what || !c.News[0].At.Equal(at) {
		c.first(news)
	}
	c.told = &news
}

// announce tells who listens what a step that was kept has told.
func (p *People) announce(ctx context.Context, account string, kept credential) {
	if kept.told == nil || p.OnNews == nil {
		return
	}
	if who, err := p.account(ctx, account); err == nil { // else the owner sees it when they sign in
		p.OnNews(*who, *kept.told)
	}
}

// first puts news before the others, of which the oldest may go.
func (c *credential) first(news News) {
	c.News = slices.Insert(c.News, 0, news)[:min(mostNews, len(c.News)+1)]
}

// tried notes a wrong try, of an account that is known or of nobody, so that both take as long.
func (p *People) tried(ctx context.Context, account string, what What) error {
	now, try := p.now(), p.random(8)
	kept, err := change(ctx, p, credentials, account, func(kept *credential, _ bool) error {
		if kept.Tried == try {
			return nil
		}
		kept.Tried = try
		news := News{What: what, At: now, Times: 1}
		if i := slices.IndexFunc(kept.News, func(n News) bool { return n.What == what && n.At.After(kept.Looked) }); i >= 0 {
			news.Times += kept.News[i].Times
			kept.News = slices.Delete(kept.News, i, i+1)
		}
		kept.first(news)
		if what == WrongCode && news.Times == 1 || what == WrongPassword && news.Times == mistyped+1 { // once until they look
			kept.told = &news
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.announce(ctx, account, kept)
	if p.OnTried != nil && account != nobody {
		p.OnTried(account, what)
	}
	return nil
}
