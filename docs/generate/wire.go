package main

import (
	"reflect"

	"strategyroom/meeting"
	"strategyroom/server/room"
	"strategyroom/server/web"
)

// What passes between the server and others. A new frame or body gets its line here.
var (
	core = []reflect.Type{
		reflect.TypeFor[meeting.Meeting](),
		reflect.TypeFor[meeting.Entry](),
		reflect.TypeFor[meeting.Command](),
		reflect.TypeFor[meeting.Refusal](),
		reflect.TypeFor[meeting.Change](),
	}
	fromServer = []reflect.Type{
		reflect.TypeFor[room.Snapshot](),
		reflect.TypeFor[room.EntryFrame](),
		reflect.TypeFor[room.Accepted](),
		reflect.TypeFor[room.Refused](),
		reflect.TypeFor[room.PresenceFrame](),
		reflect.TypeFor[room.Heartbeat](),
	}
	fromBrowser = []reflect.Type{
		reflect.TypeFor[web.CommandFrame](),
		reflect.TypeFor[web.TypingFrame](),
		reflect.TypeFor[web.HoldingFrame](),
	}
	bodies = []reflect.Type{
		reflect.TypeFor[web.TokenBody](),
		reflect.TypeFor[web.SessionAnswer](),
		reflect.TypeFor[web.TimeAnswer](),
		reflect.TypeFor[web.AccountsAnswer](),
		reflect.TypeFor[web.AddAccountBody](),
		reflect.TypeFor[web.AccountLinkAnswer](),
		reflect.TypeFor[web.RolesBody](),
		reflect.TypeFor[web.ExpectBody](),
		reflect.TypeFor[web.SessionsAnswer](),
		reflect.TypeFor[web.PasswordBody](),
		reflect.TypeFor[web.AskPasskeyBody](),
		reflect.TypeFor[web.AskPasskeyAnswer](),
		reflect.TypeFor[web.PasskeyBody](),
		reflect.TypeFor[web.ConfirmBody](),
		reflect.TypeFor[web.WaysAnswer](),
		reflect.TypeFor[web.AppAnswer](),
		reflect.TypeFor[web.SetPasswordBody](),
		reflect.TypeFor[web.CodesAnswer](),
		reflect.TypeFor[web.NewPasskeyBody](),
		reflect.TypeFor[web.PasskeyAnswer](),
		reflect.TypeFor[web.MeetingsAnswer](),
		reflect.TypeFor[web.AuditAnswer](),
		reflect.TypeFor[web.AuditLine](),
		reflect.TypeFor[web.ConveneBody](),
		reflect.TypeFor[web.ConveneAnswer](),
		reflect.TypeFor[web.InviteBody](),
		reflect.TypeFor[web.InviteAnswer](),
		reflect.TypeFor[room.Result](),
		reflect.TypeFor[web.KnockBody](),
		reflect.TypeFor[web.EntryBody](),
		reflect.TypeFor[web.KnockAnswer](),
		reflect.TypeFor[web.AdmitBody](),
		reflect.TypeFor[web.AttemptBody](),
		reflect.TypeFor[web.CodeAnswer](),
		reflect.TypeFor[web.SignatureBody](),
		reflect.TypeFor[web.CopyLinkAnswer](),
	}
)
