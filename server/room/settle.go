package room

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// decided is the answer to one command, should what was decided become durable.
type decided struct {
	Result
	err error
}

// settle decides commands in their order, makes what came of them durable, tells everybody, and only then answers.
func (r *Room) settle(asks []ask) {
	if len(asks) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	answers, err := r.write(ctx, asks)
	if err != nil {
		r.rooms.Log.Error("commands were not written down", "meeting", r.id, "error", err)
		r.draft = nil                         // it may hold what never becomes durable
		asks = append(asks, r.asks.take()...) // who came meanwhile has waited as well, and the store may take as long again
		answers = make([]decided, len(asks))
		for i := range answers {
			answers[i].err = away
		}
	}
	for i, a := range asks {
		r.count(a.command, answers[i])
		a.done(answers[i].Result, answers[i].err)
	}
	r.wake()
	r.seeOff()
}

func (r *Room) count(command meeting.Command, answer decided) {
	switch {
	case answer.err != nil:
		r.rooms.Counts.Refused(Refusal(answer.err).Code)
	case !answer.Repeated:
		r.rooms.Counts.Accepted(command.Kind)
	}
}

// write is settle without the answering. Where somebody else wrote first, or it is not known what was written, the
// record is read and all is decided again: what was written after all is found by its command id.
func (r *Room) write(ctx context.Context, asks []ask) ([]decided, error) {
	for {
		if r.draft == nil {
			if err := r.reload(ctx); err != nil {
				return nil, err
			}
		}
		entries, answers := r.decide(asks)
		if len(entries) == 0 {
			return answers, nil
		}
		err := r.rooms.Store.Append(ctx, r.id, r.meeting.Number(), entries)
		if err == nil {
			r.tell(entries)
			return answers, nil
		}
		r.draft = nil
		if ctx.Err() != nil || !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrUnknown) {
			return nil, err
		}
	}
}

// decide answers each command on the working copy, which runs ahead of the durable meeting by the entries returned.
func (r *Room) decide(asks []ask) ([]meeting.Entry, []decided) {
	var entries []meeting.Entry
	answers := make([]decided, len(asks))
	for i, a := range asks {
		entry, result, err := r.decideOne(a)
		answers[i] = decided{result, err}
		if err == nil && !result.Repeated {
			entries = append(entries, entry)
		}
	}
	return entries, answers
}

func (r *Room) decideOne(a ask) (sealed meeting.Entry, result Result, err error) {
	if r.draft == nil {
		return sealed, result, away
	}
	defer func() {
		if recover() != nil { // one command must not end everybody's meeting, and again would be no better
			r.rooms.Log.Error("a command broke off", "meeting", r.id, "kind", a.command.Kind, "stack", string(debug.Stack()))
			r.draft = nil
			err = meeting.Refuse(meeting.Content, "This cannot be written down as it is.")
		}
	}()
	if a.right != nil {
		if err := a.right(); err != nil {
			return sealed, result, err
		}
	}
	place, refusal := r.draft.Written(a.command, a.by)
	if refusal != nil {
		return sealed, result, refusal
	}
	if place.Number > 0 {
		return sealed, Result{Number: place.Number, Fingerprint: place.Fingerprint, Repeated: true}, nil
	}
	entry, refusal := meeting.Decide(r.draft, a.command, a.by, meeting.Given{
		Now: r.rooms.Now(), ChairAway: r.chairAway(r.draft), Confirmed: a.known})
	if refusal != nil {
		return sealed, result, refusal
	}
	if sealed, err = r.rooms.seal(r.draft, entry); err != nil {
		// No randomness, or an entry that does not apply: nothing more can be decided on this copy.
		r.rooms.Log.Error("an entry was not sealed", "meeting", r.id, "kind", a.command.Kind, "error", err)
		r.draft = nil
		return sealed, result, away
	}
	return sealed, Result{Number: sealed.Number, Fingerprint: sealed.Fingerprint}, nil
}

// reload reads what the record has beyond the durable meeting, tells everybody, and makes the working copy anew.
func (r *Room) reload(ctx context.Context) error {
	draft := r.meeting.Clone()
	missed, err := r.rooms.fold(ctx, r.id, draft)
	if err != nil {
		return err
	}
	r.tell(missed)
	r.wake()
	r.draft = draft
	return nil
}

// tell takes durable entries into the meeting that everybody sees and queues each, encoded once, for all screens; wake
// has them go out.
func (r *Room) tell(entries []meeting.Entry) {
	if len(entries) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	begun := time.Now()
	for _, entry := range entries {
		outcome, err := r.meeting.ApplyTelling(entry)
		if err != nil { // the working copy took the same entry
			panic("room: a durable entry does not apply: " + err.Error())
		}
		frame, veiled := entryFrame(entry, outcome), []byte(nil)
		if r.meeting.ForSome(entry.Number) {
			veiled = veiledFrame(entry)
		}
		r.endWithMeeting()
		r.ring.Put(entry.Number, entry.Fingerprint.String(), frame, veiled)
		for attendee, p := range r.people {
			switch {
			case len(p.screens) == 0:
			case r.meeting.MaySee(entry.Number, attendee):
				p.send(frame)
			case veiled != nil:
				p.send(veiled)
			}
		}
		r.attended(entry)
	}
	r.turnAway()
	r.snapshot = nil
	r.showPresence() // who is chair or lets people in may have changed
	r.rooms.Counts.Told(time.Since(begun))
}
