package pdf_test

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"strategyroom/meeting"
)

// The people of the sample are made up. Their names are in the scripts that families here write.
var people = [][]string{
	{"Siân Llŵyd-Ŷnyr", "Chair, Service Manager", "Social care, Example County Council", "Present"},
	{"Łukasz Wójcik", "Detective Inspector", "Police, child abuse investigation unit", "Present"},
	{"Dr Ayşe Gül Yılmaz İnci", "Named doctor for safeguarding", "Health, Example Health Board", "Present"},
	{"Αλέξανδρος Παπαδόπουλος", "Designated safeguarding lead", "Education, Ysgol Tŷ’r Felin", "10:05 to 11:20"},
	{"Олександр Їжакевич", "Interpreter", "Language service", "Present (part)"},
	{"Nguyễn Thị Ánh Tuyết", "School nurse", "Health", "Present"},
	{"محمد عبد الله", "Family support worker", "Voluntary sector", "By telephone"},
	{"শেখ ক্ষমা চৌধুরী", "Health visitor", "Health", "Present"},
	{"王小明 (Wang Xiaoming)", "Housing officer", "Housing association", "Apologies"},
	{"مریم می\u200cخواهم", "Observer", "Education", "Present"},
}

func head() meeting.Document {
	code := sha256.Sum256([]byte("sample"))
	return meeting.Document{
		Language: "en-GB", Organisation: "Cyngor Sir Enghraifft – Example County Council", Title: "Strategy meeting minutes",
		Subtitle: "Child: Q.X. (made up) and one sibling", Reference: "SM-2026-004217", Marking: "OFFICIAL-SENSITIVE",
		Notices: []string{"Draft", "Rehearsal: no real names"}, Number: 412, Fingerprint: code[:],
	}
}

func heading(level int, number, text string) meeting.Block {
	return meeting.Block{Heading: &meeting.Heading{Level: level, Number: number, Text: text, ID: "h" + number}}
}

func paragraph(lead, text, byline string) meeting.Block {
	return meeting.Block{Paragraph: &meeting.Paragraph{Lead: lead, Text: text, Byline: byline}}
}

// sample is a whole meeting: attendance of n people, items with everything that an item can have, and one item of
// as many entries.
func sample(attendees, entries int) meeting.Document {
	d := head()
	d.Blocks = append(d.Blocks,
		meeting.Block{Facts: []meeting.Fact{
			{Name: "Reference", Text: d.Reference}, {Name: "Date and time", Text: "12 March 2026, 10:00 to 11:35 GMT"},
			{Name: "Place", Text: "By video, hosted by Children’s Services"}, {Name: "Chair", Text: people[0][0] + ", Service Manager"},
			{Name: "Outcome", Text: "Threshold met. Section 47 enquiry to be led jointly by children’s social care and police."},
		}},
		heading(2, "", "Attendance and apologies"))
	table := &meeting.Table{Head: []string{"Name", "Role", "Agency", "Attendance"}, Widths: []int{30, 28, 26, 16}}
	for i := range attendees {
		row := append([]string(nil), people[i%len(people)]...)
		if i >= len(people) {
			row[1] += fmt.Sprintf(" %d", i)
		}
		table.Rows = append(table.Rows, row)
	}
	d.Blocks = append(d.Blocks, meeting.Block{Table: table},
		heading(2, "", "Questions of the procedure"),
		heading(3, "1", "Is the child at immediate risk of significant harm e.g., the child in the image or a child in the household?"),
		paragraph("Answer", "Yes. Both children live with the person suspected until today.", "Siân Llŵyd-Ŷnyr, social care, 10:12 GMT"),
		paragraph("Information", "The device was seized on Friday; first results are expected in 14 days.\nThe second phone (07700 900123) was not found.",
			"Łukasz Wójcik, police, 10:14 GMT"),
		paragraph("Information", "قالت الأم إن الطفل (12 عامًا) سيبقى عند جدته حتى يوم 15 مارس 2026، وإنها ستتصل بالرقم 07700 900456 عند الحاجة. لا يوجد اتصال مع المشتبه به منذ أسبوعين.",
			"محمد عبد الله, voluntary sector, 10:16 GMT"),
		paragraph("Information", "মা বলেছেন যে শিশুটি ১৫ মার্চ পর্যন্ত তার নানির সঙ্গে থাকবে এবং প্রতিদিন স্কুলে যাবে।", "শেখ ক্ষমা চৌধুরী, health, 10:18 GMT"),
		paragraph("Information", "学校报告说，孩子上周缺课两天。老师与家长通了电话，家长说孩子生病了，没有提到其他情况，周四会再联系。", "王小明, housing, 10:19 GMT"),
		heading(3, "2", "Are there other children visiting the household?"),
		paragraph("D1", "The mother محمد (age 34) and the aunt 王小明 will not leave the children alone with him.", ""),
	)
	if entries > 0 {
		d.Blocks = append(d.Blocks, heading(3, "3", "Information from each agency"))
	}
	for i := range entries {
		d.Blocks = append(d.Blocks, paragraph("Information",
			fmt.Sprintf("Line %d. ", i+1)+strings.Repeat("The school saw the child at the gate with a person it did not know and told the office. ", 1+i%3),
			fmt.Sprintf("%s, 10:%02d GMT", people[i%len(people)][0], i%60)))
	}
	actions := &meeting.Table{Head: []string{"No.", "Action", "Owner", "Due"}, Widths: []int{10, 48, 26, 16}, Rows: [][]string{
		{"A1", "Arrange a child protection medical at Ysbyty Enghraifft and tell the school nurse the time.", people[2][0], "13 March 2026, 12:00"},
		{"A2", strings.Repeat("Check each address that the family has given against the housing list and write down what is found. ", 30), people[8][0], "20 March 2026"},
		{"A3", "Ring the mother.", people[6][0], "Today, 18:00"},
	}}
	d.Blocks = append(d.Blocks, heading(2, "", "All actions"), meeting.Block{Table: actions})
	return d
}
