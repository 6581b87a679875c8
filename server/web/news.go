package web

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/audit"
	"strategyroom/server/mail"
)

// newsWords are what happened to how somebody signs in, without when.
var newsWords = map[account.What]string{
	account.WrongPassword: "A wrong password was typed", account.WrongCode: "The right password was typed with a wrong code",
	account.PasswordSet: "A password and an authenticator app were chosen", account.PasswordRemoved: "The password was removed",
	account.CodesMade: "New recovery codes were made", account.PasskeyAdded: "A passkey was added", account.PasskeyRemoved: "A passkey was removed",
	account.LinkUsed:      "A link was used to sign in, beside the other ways",
	account.ServiceChosen: "An administrator chose another service to sign in with", account.ServiceLinked: "Another service became a way to sign in",
	account.ServiceRemoved: "An administrator took another service away",
}

// news are lines that say what happened, how often and when.
func (config Config) news(all []account.News) (lines []string) {
	for _, n := range all {
		line := newsWords[n.What] + ", " + config.moment(n.At)
		if n.Times > 1 {
			line = fmt.Sprintf("%s %d times, last %s", newsWords[n.What], n.Times, config.moment(n.At))
		}
		lines = append(lines, line)
	}
	return lines
}

// tell writes to an account's owner what happened to how they sign in, where e-mails are sent.
func (d *door) tell(who account.Account, news account.News) {
	if d.Post != nil {
		go d.post(mail.Letter{To: who.Email, Subject: mail.Marking + "how you sign in", Text: fmt.Sprintf(newsLetter, d.news([]account.News{news})[0], d.BaseURL)})
	}
}

const newsLetter = `This happened to how you sign in to Strategy Room:

    %s.

If that was you, there is nothing to do. If it was not, tell whoever looks after Strategy Room now. Where you are signed in, and how, is at

    %s/account
`

// noteTry notes in the trail whose account a wrong password or code was typed for: who typed it is not signed in, so the
// refusal's own line cannot say so. How many there can be is bounded by the account's tries. It is done some time after the
// answer: the line of the refusal waits for its turn behind this one, and how long that takes would tell who has an account.
// When the door is shut down, what still waits is noted at once.
func (d *door) noteTry(id string, what account.What) {
	if d.Trail == nil {
		return
	}
	line := audit.Line{What: audit.Refused, Account: id, About: string(what), Code: string(meeting.NotRecognised)}
	d.tries.later(time.Second+rand.N(2*time.Second), func() { d.Trail.Write(context.Background(), line) })
}

// tries are the lines of wrong tries that wait to be noted.
type tries struct {
	over    chan struct{} // closed by finish
	mu      sync.Mutex
	ended   bool
	waiting sync.WaitGroup
}

// later does something after a while, but when finish is called at once.
func (t *tries) later(while time.Duration, do func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended { // by a request that outlasted the shutdown: nobody may wait for it any more
		go do()
		return
	}
	t.waiting.Go(func() {
		select {
		case <-time.After(while):
		case <-t.over:
		}
		do()
	})
}

// finish has done all that waits, and returns when it is.
func (t *tries) finish() error {
	t.mu.Lock()
	if !t.ended {
		t.ended = true
		close(t.over)
	}
	t.mu.Unlock()
	t.waiting.Wait()
	return nil
}
