package main

import "strategyroom/meeting"

// statuses are the HTTP statuses of the refusals.
var statuses = map[meeting.Code]int{
	meeting.Malformed: 400, meeting.SignedOut: 401, meeting.LinkUsed: 401, meeting.LinkEnded: 401, meeting.NotAllowed: 403,
	meeting.NotFound: 404, meeting.WrongPhase: 409, meeting.CommandReused: 409, meeting.Conflict: 409,
	meeting.TooLarge: 413, meeting.NotJSON: 415, meeting.Content: 422, meeting.UnknownKind: 422, meeting.TooMany: 429,
	meeting.Away: 503,
}
