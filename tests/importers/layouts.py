"""Small files of every layout, made up; each holds one series, with the traps of its kind."""

WORLD_BANK = """"Data Source","World Development Indicators",
"Last Updated Date","2025-06-05",

"Country Name","Country Code","Indicator Name","Indicator Code","2018","2019","2020",
"Japan","JPN","Health expenditure (million US dollars)","X.Y","120.5","..","131",
"Korea, Rep.","KOR","Health expenditure (million US dollars)","X.Y","80","81","",
"""
WORLD_BANK_DATABANK = """Country Name,Country Code,Series Name,Series Code,2018 [YR2018],YR2019
Japan,JPN,Firms,F,12,13

Data from database: Example
Last Updated: 06/05/2025
"""
OWID = """Entity,Code,Year,Devices approved
Japan,JPN,2018,5
Japan,JPN,2019,7
World,OWID_WRL,2018,50
World,OWID_WRL,2019,70
"""
OWID_METADATA = (
    """{"columns": {"Devices approved": {"unit": "devices", "lastUpdated": "2025-01-01"}}}"""
)
SDMX = """DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,UNIT_MULT
X:F(1.0),A,JPN,2021,1.5,A,JPY,9
X:F(1.0),A,JPN,2022,1.6,P,JPY,9
X:F(1.0),A,JPN,2023,1.7,E,JPY,9
X:F(1.0),A,JPN,2024,1.8,F,JPY,9
X:F(1.0),A,JPN,2020,,M,JPY,9
"""
WEO_HEAD = (
    "WEO Country Code", "ISO", "WEO Subject Code", "Country", "Subject Descriptor", "Units",
    "Scale",
    "Country/Series-specific Notes", "2021", "2022", "2023", "2024", "Estimates Start After",
)  # fmt: skip
WEO_ROWS = (
    ("158", "JPN", "NGDPD", "Japan", "Gross domestic product, current prices", "U.S. dollars",
     "Billions", "See notes for: GDP", "1,234.5", "2,000.25", "n/a", "2,100", "2022"),
    ("158", "JPN", "PCPI", "Japan", "Prices", "Index", "", "", "100", "101", "102", "103", "2023"),
)  # fmt: skip
WEO = "\n".join("\t".join(row) for row in (WEO_HEAD, *WEO_ROWS)) + "\n"
"""Tabs in UTF-16, and called .xls: as the IMF gives it out."""
ESTAT_LIST = """"RESULT"
"STATUS","0"
"VALUE"
"tab_code","表章項目","cat01_code","区分","time_code","時間軸（年度）","unit","value","annotation"
"01","生産金額","100","医療機器","2019100000","2019年度","百万円","1,945,357",""
"01","生産金額","100","医療機器","2020100000","2020年度","百万円","***","秘匿"
"01","生産金額","100","医療機器","2021100000","2021年度","百万円","2,000,000",""
"""
ESTAT_CROSS = """"統計名：","医療機器の例"
"表番号：","001"
"表題：","生産額の推移"
"単位：百万円"
"***","数値が秘匿されていることを示す"
"区分 コード","区分","平成30年度","令和元年度","2年度","3年度"
"100","合計","1,000","1,100","***","△5"
"""
LONG_JAPANESE = """医療機器の生産額,,
,,（単位：百万円）
年度,生産額,うち国内向け
平成３０年度,"１，２３４，５００","1,000"
令和元年度,"1,300,000","1,001"
２,"△100","1,002"
3年度（見込）,"1,500,000","1,003"
（注）令和３年度は見込額である。,,
出典：例,,
"""
OPEN_SDG = """Year,Series,Sex,Units,Unit multiplier,Observation status,Value
2019,Trainees,,Persons,Thousands,Normal value,1.5
2020,Trainees,,Persons,Thousands,Provisional,1.6
2019,Trainees,Female,Persons,Thousands,Normal value,0.7
2020,Trainees,Female,Persons,Thousands,Normal value,0.8
"""
PACKAGE = """{"name": "example", "title": "Example table", "resources": [{"name": "spending",
"path": "spending.csv", "schema": {"fields": [{"name": "Year", "type": "year"},
{"name": "Spending", "type": "number", "description": "R&D (in '000 US dollars)"}]}}]}"""
PACKAGE_TABLE = "Year,Spending\n2019,1500\n2020,2500\n"
