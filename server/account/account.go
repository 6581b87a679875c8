package account

import (
	"context"
	"errors"
	"net/mail"
	"slices"
	"strings"
	"time"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/store"
)

// Role is what an account may do in this installation. In a meeting it is the attendee's role that counts.
type Role string

// The roles; an account has any set of them.
const (
	Chair         Role = "chair"         // convenes meetings
	Administrator Role = "administrator" // looks after accounts
	Auditor       Role = "auditor"       // reads what was done
)

// Roles are all there are.
var Roles = []Role{Chair, Administrator, Auditor}

// Details are what is asked of somebody who gets an account.
type Details struct {
	Name     string         `json:"name"`
	Email    string         `json:"email"`
	Agency   meeting.Agency `json:"agency"` // without a name: that of its sector
	Position string         `json:"position,omitempty"`
}

// Account is a person known to this installation. The ID is random; the e-mail address stands nowhere else.
type Account struct {
	ID string `json:"id"`
	Details
	Roles    []Role    `json:"roles"`             // sorted, each once
	Disabled time.Time `json:"disabled,omitzero"` // since when nobody can sign in with it
}

// Has reports whether the account, which may be nil, has the role.
func (a *Account) Has(role Role) bool { return a != nil && slices.Contains(a.Roles, role) }

// Clean brings the details to the form in which they are kept, or says with a refusal (content, with the field) what is
// wrong with them. Names are as in a meeting; an e-mail address is a plain one of at most 254 bytes.
func (d *Details) Clean() error {
	if err := cleanEmail(&d.Email); err != nil {
		return err
	}
	if err := cleanName("name", "The name", &d.Name); err != nil {
		return err
	}
	if err := cleanAgency(&d.Agency); err != nil || d.Position == "" {
		return err
	}
	return cleanName("position", "The position", &d.Position)
}

// CheckEmail refuses (content, field "email") what is no e-mail address that an invitation could go to.
func CheckEmail(email string) error { return cleanEmail(&email) }

func cleanEmail(email *string) error {
	clean, fault := meeting.CleanName(*email)
	address, err := mail.ParseAddress(clean)
	if fault != "" || err != nil || address.Address != clean || len(clean) > 254 {
		return wrong("email", "The e-mail address is missing or is not one such as s.begum@example.org.")
	}
	*email = clean
	return nil
}

func cleanName(field, word string, name *string) error {
	clean, fault := meeting.CleanName(*name)
	if fault != "" {
		return wrong(field, word+" "+fault+".")
	}
	*name = clean
	return nil
}

func cleanAgency(agency *meeting.Agency) error {
	sector := procedure.Default().Sector(agency.Sector)
	if sector == nil {
		return wrong("agency.sector", "The agency's sector is missing or unknown.")
	}
	if agency.Name == "" {
		agency.Name = sector.Name
	}
	return cleanName("agency.name", "The agency's name", &agency.Name)
}

func wrong(field, message string) error {
	return &meeting.Refusal{Code: meeting.Content, Message: message, Field: field}
}

// person is an account as it is kept, with its attendee in each meeting that it has a seat in.
type person struct {
	Account
	Seats map[string]string `json:"seats"`
}

// address leads from an e-mail address to its account, so that no address has two.
type address struct {
	Account string `json:"account"`
}

// Add makes an account with these roles and returns a token to sign in with, good for one use within SignInLife. Where
// the e-mail address is known, in whatever case, the account stays as it is and only the link is new. The link before
// it ends, and so does the set-up link.
func (p *People) Add(ctx context.Context, details Details, roles ...Role) (token string, err error) {
	if err := details.Clean(); err != nil {
		return "", err
	}
	for _, role := range roles {
		if !slices.Contains(Roles, role) {
			return "", wrong("roles", "There is no such role.")
		}
	}
	if err := p.endSetUp(ctx); err != nil {
		return "", err
	}
	who, err := p.register(ctx, details, roles...)
	if err != nil {
		return "", err
	}
	return p.makeLink(ctx, Link{Purpose: SignIn, Account: who.ID}, SignInLife, "")
}

// register finds the account of the e-mail address or makes it. It can be cut off at any point and done again: the
// address is claimed first, for an account that whoever comes next makes if it is not there.
func (p *People) register(ctx context.Context, details Details, roles ...Role) (*Account, error) {
	claimed, err := change(ctx, p, addresses, addressKey(details.Email), func(kept *address, found bool) error {
		if !found {
			kept.Account = p.random(16)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	who, err := change(ctx, p, accounts, claimed.Account, func(kept *person, found bool) error {
		if !found {
			roles = slices.Compact(slices.Sorted(slices.Values(roles)))
			kept.Account = Account{ID: claimed.Account, Details: details, Roles: roles}
		}
		return nil
	})
	return &who.Account, err
}

// Name is the name of an account; empty where there is none of that id.
func (p *People) Name(ctx context.Context, id string) (string, error) {
	who, err := get[person](ctx, p, accounts, id)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return who.Name, err
}

// addressKey is the same for an address in any case. It is a hash because an address may be longer than a store's ids.
func addressKey(email string) string {
	return hash(strings.ToLower(email))
}

// none reports whether there is no account yet.
func (p *People) none(ctx context.Context) (bool, error) {
	found := errors.New("there is one")
	switch err := p.documents.List(ctx, accounts, func(store.Document) error { return found }); err {
	case nil:
		return true, nil
	case found:
		return false, nil
	default:
		return false, err
	}
}
