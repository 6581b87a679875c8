package main

// A meeting of people who do not exist, half-way through its questions.

// spoken is one line of it: who wrote it (a host name of seats), and the command. "@police" in a body is that attendee.
type spoken struct{ by, kind, body string }

var demoConvened = []spoken{
	{"chair", "convene", `{"title":"Images found on a shared computer","joining":"By the link, or by telephone on the number in the invitation","lawfulBasis":"Children Act 1989, section 47"}`},
	{"chair", "person", `{"category":"child","name":"Robin Placeholder","born":"2017-03-02","address":"1 Example Row\nExampleton","references":{"caseSystem":"EX-0001"}}`},
	{"chair", "person", `{"category":"child","name":"Wren Placeholder","born":"2020-11-19","address":"1 Example Row\nExampleton"}`},
	{"chair", "person", `{"category":"suspected","name":"Alex Placeholder","relation":"stepfather","references":{"crime":"00/0000/26"}}`},
	{"chair", "person", `{"category":"parent","name":"Jo Placeholder","relation":"mother"}`},
	{"chair", "circumstances", `{"circumstances":{"subject-of-images":true,"household-of-suspect":true}}`},
}

var demoSpoken = []spoken{
	{"minutes", "attendance", `{"attendee":"@health","state":"telephone"}`},
	{"minutes", "attendance", `{"attendee":"@chair","state":"joined"}`},
	{"minutes", "attendance", `{"attendee":"@police","state":"joined"}`},
	{"chair", "phase", `{"phase":"open"}`},
	{"minutes", "note", `{"item":"introductions","version":0,"edits":[{"at":0,"insert":"Everyone said who they are. The chair reminded the meeting that what is said stays with those who need it."}]}`},
	{"minutes", "note", `{"item":"reason","version":0,"edits":[{"at":0,"insert":"Police seized a computer from the family home this morning. One of the pictures on it was taken in the home."}]}`},
	{"police", "information", `{"item":"agencies","text":"Pictures of Robin were found. Alex Placeholder was arrested this morning and is still in custody."}`},
	{"minutes", "information", `{"item":"agencies","text":"Both children are registered with the practice. Nothing known before today.","from":"@health"}`},
	{"school", "information", `{"item":"agencies","text":"Robin attends every day. A teacher noticed that Robin was very quiet this week and wrote it down on Tuesday."}`},
	{"chair", "information", `{"item":"agencies","text":"The family is not open to social care. Jo Placeholder rang this morning and asked for help."}`},
	{"minutes", "answer", `{"item":"q1","value":"yes","text":"Robin, for as long as he may come back to the house."}`},
	{"minutes", "decision", `{"item":"q1","text":"Section 47 enquiries start today, jointly by police and social care.","reasons":"Robin is the child in the pictures, and the person suspected lives in the household."}`},
	{"chair", "decision.confirm", `{"decision":"D1"}`},
	{"minutes", "action", `{"item":"q1","text":"See both children today, at school and at home, with their mother","owner":{"attendee":"@chair"},"due":"@tomorrow"}`},
	{"minutes", "answer", `{"item":"q2","value":"not-known","text":"A cousin may visit at weekends.","who":"@chair","by":"@tomorrow"}`},
	{"minutes", "answer", `{"item":"q3","value":"no","text":"He is in custody; nobody outside the household is known to be in contact."}`},
	{"police", "action", `{"item":"q3","text":"Ask for bail conditions that keep him from the house and the school","owner":{"attendee":"@police"},"due":"@tomorrow","dueTime":"18:00"}`},
	{"minutes", "action.confirm", `{"action":"A2"}`},
	{"minutes", "answer", `{"item":"q4","value":"no"}`},
	{"school", "answer", `{"item":"q5","value":"yes","text":"He helps at the football club on Saturdays."}`},
	{"minutes", "decision", `{"item":"q5","text":"The club is told by the allegations officer, not by the school."}`},
	{"school", "action", `{"item":"q5","text":"Give the name of the club to the chair","owner":{"attendee":"@school"},"due":"@tomorrow"}`},
	{"minutes", "note", `{"item":"q5","version":0,"edits":[{"at":0,"insert":"Ed Head: the club is in the next town, and he trains the youngest.\nPat Sample: nothing known to police about the club."}]}`},
	{"minutes", "access", `{"is":{"setting":"Football club, Saturdays","known":"no","enquirer":"The allegations officer","by":"@soon"}}`},
	{"minutes", "duty", `{"duty":"notify-police","state":"done"}`},
	{"minutes", "duty", `{"duty":"refer-to-police-unit","state":"done"}`},
	{"minutes", "duty", `{"duty":"refer-child","state":"done"}`},
	{"minutes", "duty", `{"duty":"child-protection-response","state":"done"}`},
	{"minutes", "duty", `{"duty":"leave-computer","state":"done","who":"Pat Sample"}`},
	{"minutes", "child", `{"person":"p2","safety":{"tonight":"yes","how":"At home with the mother; he is in custody","until":"@tomorrow"},"enquiries":{"start":"yes","reasons":"Robin is the child in the pictures.","jointly":"joint"}}`},
	{"chair", "item.current", `{"item":"q5"}`},
}
