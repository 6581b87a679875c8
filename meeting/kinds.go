package meeting

// The phases in which a kind can be written.
var (
	first        []Phase // as the record's first entry
	before       = []Phase{Convened, Open, Adjourned}
	during       = []Phase{Open}
	begun        = []Phase{Open, Adjourned}         // what can only have been written down in an open meeting,
	since        = []Phase{Open, Adjourned, Closed} // and changed when it is closed
	openOrClosed = []Phase{Open, Closed}            // what is settled in the meeting, or was left to be settled after it
	afterwards   = []Phase{Closed}
	always       = []Phase{Convened, Open, Adjourned, Closed}
)

// Who may write a kind. A role that is not named may not.
var (
	chair      = may{Chair: Writes}
	writers    = may{Chair: Writes, MinuteTaker: Writes}
	everybody  = may{Chair: Writes, MinuteTaker: Writes, Deputy: Own, Member: Own}
	proposers  = may{Chair: Writes, MinuteTaker: Writes, Deputy: Proposes, Member: Proposes}
	allowed    = may{Chair: Writes, MinuteTaker: Writes, Deputy: Own, Member: Own, Observer: Own}
	attendance = may{Chair: Writes, MinuteTaker: Writes, Server: Writes}
	succession = may{Chair: Writes, Deputy: Own}
	ownAgency  = may{Chair: Own, MinuteTaker: Own, Deputy: Own, Member: Own}
	readers    = may{Chair: Writes, MinuteTaker: Writes, Deputy: Writes, Member: Writes, Observer: Writes}
	theirOwn   = may{Chair: Own, MinuteTaker: Own, Deputy: Own, Member: Own, Observer: Own}
	byItself   = may{Server: Writes}
	anybody    = may{Chair: Writes, MinuteTaker: Writes, Deputy: Writes, Member: Writes}
	typists    = may{Chair: Writes, MinuteTaker: Writes, Deputy: Writes, Member: Writes, Observer: Own}
)

// register is every kind of entry, when it can be written and by whom, in the order in which their parts stand in the
// minutes. docs/rules.md prints it as a table.
//
//	Writes     it stands when it is written
//	Proposes   it stands when chair or minute-taker takes it
//	Own        only what is the attendee's own; the kind's file says what that is
//	ofText     it changes the text of the minutes: not while a version of them is issued
var register = []Kind{
	of[conveneCommand, convene]("convene", first, chair, atStart(frontPage)),
	of[conveneAmend, conveneAmend]("convene.amend", before, writers, printedWith("convene")),
	of[alarm, alarm]("alarm", since, anybody, atStart(alarmOnTop)),
	of[person, person]("person", before, writers, atStart(peopleOfTheCase)),
	of[personAmend, personAmend]("person.amend", before, writers, printedWith("person")),
	of[personWithdraw, personWithdraw]("person.withdraw", before, writers, printedWith("person")),
	of[circumstances, circumstances]("circumstances", before, writers, atStart(circumstancesOfTheCase)),
	of[attendee, attendee]("attendee", before, writers, atStart(attendanceAndApologies)),
	of[attendeeRole, attendeeRole]("attendee.role", before, chair, printedWith("attendee")),
	of[attendeeKnown, attendeeKnown]("attendee.known", before, attendance, printedWith("attendee")),
	of[attending, attending]("attendance", before, attendance, printedWith("attendee")),
	of[chairChange, chairChange]("chair", before, succession, atStart(handovers)),
	of[quorum, quorum]("quorum", during, chair, atStart(goingOn)),
	of[conflict, conflict]("conflict", always, chair, atStart(conflicts)),
	of[item, item]("item", before, chair, printedWith("the agenda itself")),
	of[itemAmend, itemAmend]("item.amend", before, chair, printedWith("the agenda itself")),
	of[itemRemove, itemRemove]("item.remove", before, chair, printedWith("the agenda itself")),
	of[itemOrder, itemOrder]("item.order", before, chair, printedWith("the agenda itself")),
	of[itemCurrent, itemCurrent]("item.current", before, writers, unprinted("where the chair is in the agenda passes")),
	of[duty, duty]("duty", before, writers, underItem(dutiesUnder)),
	of[answer, answer]("answer", openOrClosed, proposers, underItem(answersUnder)),
	of[answerConfirm, answerConfirm]("answer.confirm", openOrClosed, writers, printedWith("answer")),
	of[answerWithdraw, answerWithdraw]("answer.withdraw", openOrClosed, everybody, printedWith("answer")),
	of[noteCommand, note]("note", always, allowed, underItem(notesUnder)).ofText(),
	of[noteAllow, noteAllow]("note.allow", before, chair, unprinted("it says who may type, not what was said")),
	of[information, information]("information", before, everybody, underItem(informationUnder)),
	of[informationAmend, informationAmend]("information.amend", always, everybody, printedWith("information")).ofText(),
	of[informationWithdraw, informationWithdraw]("information.withdraw", always, everybody, printedWith("information")).ofText(),
	of[restricted, restricted]("restricted", before, everybody, printedWith("what is for some only, behind the text")),
	of[restrictedAmend, restrictedAmend]("restricted.amend", always, everybody, printedWith("what is for some only, behind the text")),
	of[restrictedWithdraw, restrictedWithdraw]("restricted.withdraw", always, everybody, printedWith("what is for some only, behind the text")),
	of[accessRow, accessRow]("access", begun, writers, underItem(accessToChildren)),
	of[accessWithdraw, accessWithdraw]("access.withdraw", begun, writers, printedWith("access")),
	of[contactRow, contactRow]("contact", begun, writers, underItem(contactMeanwhile)),
	of[contactWithdraw, contactWithdraw]("contact.withdraw", begun, writers, printedWith("contact")),
	of[computerRow, computerRow]("computer", begun, writers, underItem(whoHadAccess)),
	of[computerWithdraw, computerWithdraw]("computer.withdraw", begun, writers, printedWith("computer")),
	of[storageRow, storageRow]("storage", begun, writers, underItem(secureStorage)),
	of[storageWithdraw, storageWithdraw]("storage.withdraw", begun, writers, printedWith("storage")),
	of[planning, planning]("planning", before, writers, underItem(planningUnder)),
	of[delay, delay]("delay", since, writers, underItem(delaysUnder)),
	of[decision, decision]("decision", during, writers, underItem(decisionsUnder), atEnd(allDecisions)),
	of[decisionAmend, decisionAmend]("decision.amend", since, writers, printedWith("decision")).ofText(),
	of[decisionConfirm, decisionConfirm]("decision.confirm", during, chair, printedWith("decision")),
	of[decisionWithdraw, decisionWithdraw]("decision.withdraw", since, writers, printedWith("decision")).ofText(),
	of[assent, assent]("assent", during, chair, printedWith("decision")),
	of[dissent, dissent]("dissent", during, everybody, printedWith("decision")),
	of[dissentWithdraw, dissentWithdraw]("dissent.withdraw", openOrClosed, ownAgency, printedWith("decision")),
	of[childLine, childLine]("child", openOrClosed, writers, atEnd(childLines)),
	of[action, action]("action", during, proposers, underItem(actionsUnder), atEnd(timescales), atEnd(allActions)),
	of[actionAmend, actionAmend]("action.amend", since, everybody, printedWith("action")),
	of[actionConfirm, actionConfirm]("action.confirm", during, writers, printedWith("action")),
	of[actionWithdraw, actionWithdraw]("action.withdraw", since, everybody, printedWith("action")),
	of[actionProgress, actionProgress]("action.progress", since, everybody, printedWith("action")),
	of[phaseChange, phaseChange]("phase", before, chair, printedWith("convene"), atEnd(leftOpen)),
	of[addition, addition]("addition", afterwards, typists, printedWith("what followed the meeting")),
	of[versionCommand, version]("version", afterwards, writers, printedWith("the record and what changed")),
	of[correction, correction]("correction", afterwards, readers, printedWith("the corrections at the end")),
	of[correctionWithdraw, correctionWithdraw]("correction.withdraw", afterwards, theirOwn, unprinted("it was not asked for after all")),
	of[ruling, ruling]("ruling", afterwards, chair, printedWith("the corrections at the end")),
	of[signingCommand, signing]("signing", afterwards, chair, printedWith("the sign-off")),
	of[signatureCommand, signature]("signature", afterwards, anybody, printedWith("the sign-off")),
	of[final, final]("final", afterwards, chair, printedWith("the sign-off")),
	of[reopen, reopen]("reopen", afterwards, chair, unprinted("the version that it ends is no longer drawn; verify tells of it")),
	of[addendum, addendum]("addendum", afterwards, chair, printedWith("the addenda at the end")),
	of[circulation, circulation]("circulation", afterwards, chair, printedWith("the list of copies at the end")),
	of[circulationOpened, circulationOpened]("circulation.opened", afterwards, byItself, printedWith("the list of copies at the end")),
	of[seal, seal]("seal", afterwards, byItself, unprinted("a file cannot name its own hash")),
}
